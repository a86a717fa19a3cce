"""Calls the reward function as verl's `NaiveRewardManager` does, with the rows of a data set, against a running service, and
compares with what the service says to the same answers in one batch. Needs pyarrow, and neither verl nor a GPU.

    python check_reward.py --data <folder>/verl --rewards http://127.0.0.1:8790
"""

import argparse
import asyncio
import pathlib
from functools import partial

import pyarrow.parquet as parquet
import roro_reward
import roro_rewards

GROUP_SIZE = 6
PROMPTS = 8


def answers_of(row: dict, reference: str) -> list[str]:
    """Answers of every kind: the reference, one that is cut off, one that is no JSON, and the reference again."""
    return [reference, reference[:-1], "I would rather not.", reference, "{}", f"<think>Well.</think>\n{reference}"]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--rewards", required=True)
    options = parser.parse_args()
    rows = parquet.read_table(options.data / "train.parquet").to_pylist()
    warm_up = parquet.read_table(options.data / "warm-up.parquet").to_pylist()
    references = {str(row["messages"][:-1]): row["messages"][-1]["content"] for row in warm_up}
    # A prompt is in a batch once.
    rows = list({row["extra_info"]["id"]: row for row in rows}.values())[:PROMPTS]

    # As verl wraps it: reward_kwargs are merged in.
    compute_score = partial(roro_reward.compute_score, rewards_url=options.rewards, group_size=GROUP_SIZE)
    calls, batch = [], []
    for row in rows:
        for answer in answers_of(row, references[str(row["prompt"])]):
            calls.append(
                compute_score(
                    data_source=row["data_source"],
                    solution_str=answer,
                    ground_truth=row["reward_model"]["ground_truth"],
                    extra_info={**row["extra_info"], "num_turns": 2, "rollout_reward_scores": {}},
                )
            )
            batch.append({"id": row["extra_info"]["id"], "completion": answer})
    scores = [score["score"] for score in await asyncio.gather(*calls)]
    phase, round_ = rows[0]["extra_info"]["phase"], rows[0]["extra_info"]["round"]
    expected = [reward["reward"] for reward in roro_rewards.ask(options.rewards, phase, round_, batch)]
    print(f"phase {phase}, {len(scores)} answers to {len(rows)} prompts: {sorted(set(scores))}")
    if scores != expected:
        raise SystemExit("The reward function and the service differ.")
    print("The reward function gives the numbers of the service.")


asyncio.run(main())
