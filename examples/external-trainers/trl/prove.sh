#!/usr/bin/env bash
# Two GRPO steps of each phase with TRL on a CPU, in the folder that it is started in: a tiny model with random weights is made,
# warmed up on well-formed answers and trained by the rewards of roro. Nothing is downloaded but the packages.
#
#   mkdir proof && cd proof && bash …/examples/external-trainers/trl/prove.sh
#
# RORO is the roro command (default: roro), PYTHON a Python in which requirements.txt is installed (default: one is made).
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
RORO=${RORO:-roro}
export HF_HUB_OFFLINE=1 OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} PYTHONWARNINGS=ignore
export TQDM_DISABLE=1 HF_DATASETS_DISABLE_PROGRESS_BARS=1

if [ -z "${PYTHON:-}" ]; then
  python3 -m venv venv
  venv/bin/pip install --quiet --requirement "$HERE/requirements.txt"
  PYTHON=venv/bin/python
fi
cp "$HERE/roro.config.ts" .

echo "== The data of both phases, from the embedded models"
$RORO export --run proof --for trl --phase judge --round 1
$RORO export --run proof --for trl --phase rubricor --round 1
DATA=runs/proof/trainer/same-family-seed1

echo "== A tiny model, warmed up for each role"
"$PYTHON" "$HERE/tiny_model.py" --data $DATA/round-1-judge/trl $DATA/round-1-rubricor/trl --output tiny
for role in judge rubricor; do
  batch=$([ $role = judge ] && echo 8 || echo 4)
  "$PYTHON" "$HERE/warm_up.py" --data $DATA/round-1-$role/trl --model tiny --output warm-$role \
    --steps 200 --batch "$batch" --learning-rate 5e-3 --cpu
done

SETTINGS="--steps 2 --groups 8 --learning-rate 1e-4 --max-completion-length 40 --cpu"

echo "== Phase judge: roro serves the rewards and runs the trainer"
$RORO alternate --run proof --trainer trl --rounds 1 --model warm-judge \
  --command "'$PYTHON' '$HERE/train.py' --data {data} --rewards {rewards} --model {model} --output {output} $SETTINGS"
grep "'reward'" $DATA/round-1-judge/trl.log

echo "== Phase rubricor: the rewards are served, the trainer is run by hand"
$RORO rewards serve --data $DATA/round-1-rubricor --port 8790 &
SERVICE=$!
# The command may be a wrapper with the service as its child.
trap 'pkill -P $SERVICE 2>/dev/null || true; kill $SERVICE 2>/dev/null || true' EXIT
until curl --silent --fail http://127.0.0.1:8790/healthz >/dev/null; do sleep 1; done
"$PYTHON" "$HERE/train.py" --data $DATA/round-1-rubricor/trl --rewards http://127.0.0.1:8790 \
  --model warm-rubricor --output trained-rubricor $SETTINGS
