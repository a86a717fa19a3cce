"""The custom reward function of verl (`reward.custom_reward_function`), asking `roro rewards serve`.

verl asks about one answer at a time. The bonus for the shortest right rubric goes by group, so that in the rubricor's phase
the answers to one prompt are gathered until all have come (`group_size`), and are asked about together. That needs one
process that sees them all: `reward.num_workers=1`. It waits for nothing but the network.
"""

import asyncio
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import roro_rewards  # noqa: E402

# A group that has not come together by then is asked about as it is: part of it was lost on the way.
GATHER_SECONDS = 1800


class _Group:
    def __init__(self) -> None:
        self.completions: list[dict] = []
        self.rewards: asyncio.Future = asyncio.get_running_loop().create_future()
        self.is_whole = asyncio.Event()


_groups: dict[tuple, _Group] = {}


async def compute_score(
    data_source, solution_str, ground_truth, extra_info, rewards_url, group_size=6, **_others
) -> dict:
    """What verl's reward manager calls with each answer; `rewards_url` and `group_size` are `reward_kwargs`."""
    phase, round_ = extra_info["phase"], int(extra_info["round"])
    completion = {"id": extra_info["id"], "completion": solution_str}
    # For validation verl draws `val_kwargs.n` answers, one by default: nothing to gather.
    if phase == "judge" or extra_info["split"] != "train":
        [reward] = await asyncio.to_thread(roro_rewards.ask, rewards_url, phase, round_, [completion])
        return _score(reward)

    key = (rewards_url, phase, round_, completion["id"])
    group = _groups.setdefault(key, _Group())
    position = len(group.completions)
    group.completions.append(completion)
    if len(group.completions) == group_size:
        group.is_whole.set()
    if position > 0:
        return _score((await asyncio.shield(group.rewards))[position])
    # The first one asks for all.
    try:
        await asyncio.wait_for(group.is_whole.wait(), GATHER_SECONDS)
    except asyncio.TimeoutError:
        print(f"roro: {len(group.completions)} of {group_size} answers to {completion['id']} have come", file=sys.stderr)
    del _groups[key]
    try:
        rewards = await asyncio.to_thread(roro_rewards.ask, rewards_url, phase, round_, group.completions)
    except Exception as error:
        group.rewards.set_exception(error)
        raise
    group.rewards.set_result(rewards)
    return _score(rewards[0])


def _score(reward: dict) -> dict:
    # verl logs every number; the same keys for every answer.
    return {"score": float(reward["reward"]), "malformed": float(reward["malformed"]), "bonus": reward.get("bonus", 0.0)}
