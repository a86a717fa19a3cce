"""Supervised warm-up on well-formed answers (`warm-up.parquet`), so that GRPO has something to reward.

    python warm_up.py --data <folder>/trl --model <name or path> --output warmed
"""

import argparse
import pathlib
import sys

from datasets import concatenate_datasets, load_dataset
from trl import SFTConfig, SFTTrainer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, nargs="+", required=True, help="folders with warm-up.parquet")
    parser.add_argument("--model", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--steps", type=int, default=-1, help="optimiser steps (default: one epoch)")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--learning-rate", type=float, default=1e-5)
    parser.add_argument("--max-length", type=int, default=4096)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpu", action="store_true")
    options = parser.parse_args()

    parts = [
        load_dataset("parquet", data_files=str(folder / "warm-up.parquet"), split="train") for folder in options.data
    ]
    config = SFTConfig(
        output_dir=options.output,
        max_steps=options.steps,
        num_train_epochs=1,
        per_device_train_batch_size=options.batch,
        learning_rate=options.learning_rate,
        max_length=options.max_length,
        logging_steps=50,
        save_strategy="no",
        report_to="none",
        disable_tqdm=not sys.stderr.isatty(),
        seed=options.seed,
        use_cpu=options.cpu,
        bf16=not options.cpu,
    )
    trainer = SFTTrainer(model=options.model, args=config, train_dataset=concatenate_datasets(parts))
    trainer.train()
    trainer.save_model(options.output)
    trainer.processing_class.save_pretrained(options.output)


if __name__ == "__main__":
    main()
