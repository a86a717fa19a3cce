"""Makes a tiny causal language model with random weights, and a tokenizer for it, from the texts of a data set. Nothing is
downloaded. It is good for one thing: to try on a CPU that everything fits together.

    python tiny_model.py --data <folder>/trl … --output tiny
"""

import argparse
import json
import pathlib

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

VOCABULARY = 2000
CHAT_TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def texts_of(folder: pathlib.Path) -> list[str]:
    rows = [json.loads(line) for line in (folder / "warm-up.jsonl").read_text().splitlines()]
    return [message["content"] for row in rows for message in row["prompt"] + row["completion"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, nargs="+", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    specials = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
    tokenizer = Tokenizer(models.BPE())
    # Lines, not words, are what is merged: phrases that come again and again are one token, which is quick to learn.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split("\n", "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        [text for folder in options.data for text in texts_of(folder)],
        trainers.BpeTrainer(
            vocab_size=VOCABULARY,
            special_tokens=specials,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<|pad|>",
        eos_token="<|end|>",
        chat_template=CHAT_TEMPLATE,
        model_max_length=4096,
    )
    torch.manual_seed(options.seed)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(wrapped),
            hidden_size=128,
            intermediate_size=256,
            num_hidden_layers=2,
            num_attention_heads=4,
            max_position_embeddings=4096,
            tie_word_embeddings=True,
            pad_token_id=wrapped.pad_token_id,
            eos_token_id=wrapped.eos_token_id,
            bos_token_id=None,
        )
    )
    model.save_pretrained(options.output)
    wrapped.save_pretrained(options.output)
    print(f"{sum(weights.numel() for weights in model.parameters()):,} parameters, {len(wrapped)} tokens: {options.output}")


if __name__ == "__main__":
    main()
