"""Asks the reward service of roro (`roro rewards serve`). Needs nothing but Python 3.10."""

import json
import time
import urllib.error
import urllib.request

# An LLM judge may take minutes for a batch.
TIMEOUT_SECONDS = 3600
ATTEMPTS = 6


class RewardServiceError(RuntimeError):
    """The service refused a batch, or cannot be reached. A reward that is not known is never a number."""


def ask(url: str, phase: str, round_: int, completions: list[dict]) -> list[dict]:
    """Rewards of `completions` ({"id", "completion"}), in their order.

    Each reward is {"id", "reward", "malformed"} and, where there is something to say, "reason" and "bonus". Completions
    with one id in one call are a group: the shortest right rubric of a group earns a bonus.

    A service that is busy or whose judge is down is asked again, up to six times in a minute; what was judged is kept there.
    """
    body = json.dumps({"phase": phase, "round": round_, "completions": completions}).encode()
    for attempt in range(1, ATTEMPTS + 1):
        request = urllib.request.Request(
            f"{url}/v1/rewards", data=body, headers={"content-type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                rewards = json.load(answer)["rewards"]
        except urllib.error.HTTPError as error:
            if error.code != 503 or attempt == ATTEMPTS:
                raise RewardServiceError(f"{error.code}: {_message(error)}") from error
            wait = float(error.headers.get("retry-after") or 1)
        except urllib.error.URLError as error:
            if attempt == ATTEMPTS:
                raise RewardServiceError(f"The reward service at {url} cannot be reached: {error.reason}") from error
            wait = 1.0
        else:
            if [reward["id"] for reward in rewards] != [completion["id"] for completion in completions]:
                raise RewardServiceError("The service answered about other completions than it was asked about.")
            return rewards
        time.sleep(wait * attempt)
    raise AssertionError("unreachable")


def _message(error: urllib.error.HTTPError) -> str:
    try:
        return json.load(error)["error"]["message"]
    except (ValueError, KeyError, TypeError):
        return error.reason
