"""GRPO of an LLM judge or rubricor with TRL, on a data set of `roro export --for trl`, with rewards of `roro rewards serve`.

    python train.py --data <folder>/trl --rewards http://127.0.0.1:8790 --model <name or path> --output out
"""

import argparse
import pathlib
import sys

from datasets import load_dataset
from transformers.trainer_utils import get_last_checkpoint
from trl import GRPOConfig, GRPOTrainer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import roro_rewards  # noqa: E402

# docs/method.md § 4.
GROUP_SIZE = 6
CLIP_LOW, CLIP_HIGH = 0.2, 0.28
KL = 0.02


def reward_function(url: str):
    """The remote reward as TRL calls it: columns of the data set come as lists, one entry a completion."""

    def roro_reward(completions, id, phase, round, log_metric=None, **_columns):
        texts = [completion[0]["content"] for completion in completions]
        asked = [{"id": one, "completion": text} for one, text in zip(id, texts, strict=True)]
        rewards = roro_rewards.ask(url, phase[0], round[0], asked)
        if log_metric is not None:
            log_metric("malformed", sum(reward["malformed"] for reward in rewards) / len(rewards))
        return [reward["reward"] for reward in rewards]

    return roro_reward


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with train.parquet")
    parser.add_argument("--rewards", required=True, help="address of the reward service")
    parser.add_argument("--model", required=True, help="name or path of the model to begin with")
    parser.add_argument("--output", required=True, help="folder for checkpoints and the trained model")
    parser.add_argument("--steps", type=int, default=-1, help="optimiser steps (default: one epoch)")
    parser.add_argument("--groups", type=int, default=8, help="prompts of a step on each device")
    parser.add_argument("--learning-rate", type=float, default=1e-6)
    parser.add_argument("--max-completion-length", type=int, default=1024)
    parser.add_argument("--save-steps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpu", action="store_true")
    options = parser.parse_args()

    files = {part: options.data / f"{part}.parquet" for part in ("train", "validation")}
    dataset = load_dataset(
        "parquet", data_files={part: str(path) for part, path in files.items() if path.exists()}
    )
    is_rubricor = dataset["train"][0]["phase"] == "rubricor"
    config = GRPOConfig(
        output_dir=options.output,
        max_steps=options.steps,
        num_train_epochs=1,
        learning_rate=options.learning_rate,
        # A group is never split over devices: the bonus for brevity needs it whole.
        per_device_train_batch_size=GROUP_SIZE,
        gradient_accumulation_steps=options.groups,
        num_generations=GROUP_SIZE,
        max_completion_length=options.max_completion_length,
        epsilon=CLIP_LOW,
        epsilon_high=CLIP_HIGH,
        beta=KL,
        # Divided by the deviation, the bonus would be all that counts where every rubric of a group is right.
        scale_rewards="none" if is_rubricor else "group",
        logging_steps=1,
        save_steps=options.save_steps,
        save_total_limit=2,
        report_to="none",
        disable_tqdm=not sys.stderr.isatty(),
        seed=options.seed,
        use_cpu=options.cpu,
        bf16=not options.cpu,
    )
    trainer = GRPOTrainer(
        model=options.model,
        reward_funcs=reward_function(options.rewards),
        args=config,
        train_dataset=dataset["train"],
    )
    # The same command goes on after an interruption: `roro alternate` runs it again with the same output folder.
    last = get_last_checkpoint(options.output) if pathlib.Path(options.output).is_dir() else None
    trainer.train(resume_from_checkpoint=last)
    trainer.save_model(options.output)
    trainer.processing_class.save_pretrained(options.output)


if __name__ == "__main__":
    main()
