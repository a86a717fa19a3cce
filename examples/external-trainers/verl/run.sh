#!/usr/bin/env bash
# GRPO of an LLM judge or rubricor with verl 0.9.1 (FSDP, vLLM rollouts), on a data set of `roro export --for verl`, with
# rewards of `roro rewards serve`.
#
#   DATA=<folder>/verl REWARDS=http://127.0.0.1:8790 MODEL=<name or path> OUTPUT=<folder> bash run.sh [verl overrides]
set -euo pipefail

: "${DATA:?folder with train.parquet}" "${REWARDS:?address of the reward service}" "${MODEL:?}" "${OUTPUT:?}"
GPUS=${GPUS:-8}
GROUP_SIZE=${GROUP_SIZE:-6}
EPOCHS=${EPOCHS:-1}
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Divided by the deviation, the bonus for brevity would be all that counts where every rubric of a group is right.
case "$DATA" in
  *-rubricor/*) BY_DEVIATION=False ;;
  *) BY_DEVIATION=True ;;
esac

overrides=(
  data.train_files="$DATA/train.parquet"
  data.val_files="$DATA/validation.parquet"
  data.train_batch_size=64
  data.max_prompt_length=4096
  data.max_response_length=1024
  data.filter_overlong_prompts=True
  algorithm.adv_estimator=grpo
  algorithm.norm_adv_by_std_in_grpo="$BY_DEVIATION"
  algorithm.use_kl_in_reward=False
  actor_rollout_ref.model.path="$MODEL"
  actor_rollout_ref.model.use_remove_padding=True
  actor_rollout_ref.model.enable_gradient_checkpointing=True
  actor_rollout_ref.actor.optim.lr=1e-6
  actor_rollout_ref.actor.ppo_mini_batch_size=64
  actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=2
  # Group of 6, clip 0.2/0.28, a small KL: docs/method.md § 4.
  actor_rollout_ref.rollout.n="$GROUP_SIZE"
  actor_rollout_ref.actor.clip_ratio_low=0.2
  actor_rollout_ref.actor.clip_ratio_high=0.28
  actor_rollout_ref.actor.use_kl_loss=True
  actor_rollout_ref.actor.kl_loss_coef=0.02
  actor_rollout_ref.actor.kl_loss_type=low_var_kl
  actor_rollout_ref.actor.entropy_coeff=0
  "actor_rollout_ref.actor.checkpoint.save_contents=[model,optimizer,extra,hf_model]"
  actor_rollout_ref.rollout.name=vllm
  actor_rollout_ref.rollout.tensor_model_parallel_size=1
  actor_rollout_ref.rollout.gpu_memory_utilization=0.6
  actor_rollout_ref.rollout.log_prob_micro_batch_size_per_gpu=2
  actor_rollout_ref.ref.log_prob_micro_batch_size_per_gpu=2
  # One process gathers the groups; it only waits for answers.
  reward.num_workers=1
  reward.custom_reward_function.path="$HERE/roro_reward.py"
  reward.custom_reward_function.name=compute_score
  +reward.custom_reward_function.reward_kwargs.rewards_url="$REWARDS"
  +reward.custom_reward_function.reward_kwargs.group_size="$GROUP_SIZE"
  "trainer.logger=[console]"
  trainer.project_name=roro
  trainer.experiment_name="$(basename "$(dirname "$DATA")")"
  trainer.default_local_dir="$OUTPUT/checkpoints"
  trainer.resume_mode=auto
  trainer.n_gpus_per_node="$GPUS"
  trainer.nnodes=1
  trainer.save_freq=20
  trainer.test_freq=20
  trainer.total_epochs="$EPOCHS"
)
if [ "${PRINT_OVERRIDES:-}" = 1 ]; then
  printf '%s\n' "${overrides[@]}" "$@"
  exit
fi
mkdir -p "$OUTPUT"
python3 -m verl.trainer.main_ppo "${overrides[@]}" "$@"

# What the next round begins with, and what is served: the last checkpoint as Hugging Face has models.
last=$(cat "$OUTPUT/checkpoints/latest_checkpointed_iteration.txt")
cp -r "$OUTPUT/checkpoints/global_step_$last/actor/huggingface/." "$OUTPUT/"
