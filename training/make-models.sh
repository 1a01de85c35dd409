#!/usr/bin/env bash
# Makes everything under models/ from the suites: 75 minutes on two CPU cores. Run it again to go on after
# an interruption: finished stages are skipped, half-finished ones resume. Takes python from the path, and npx.
set -euo pipefail
cd "$(dirname "$0")"
images_tower=${IMAGES_TOWER:-100000}
images_small=${IMAGES_SMALL:-90000}
images_large=${IMAGES_LARGE:-72000 120000} # where each cosine ends
rft_steps=${RFT_STEPS:-160}
warm_kinds=(read character digit-count count hops side relation nearest tallest bars-sum perimeter expression)
export OMP_NUM_THREADS=1

exported() { # split, count, seed, folder
  [[ -e data/$4/index.json ]] || npx -y pnpm@10.34.8 --dir .. bench export --split "$1" --count "$2" --seed "$3" --out "$PWD/data/$4"
}

pretrained() { # name, size, images
  python pretrain.py --name "$1" --size "$2" --images "$3" --warm-images 10000 --warm-kinds "${warm_kinds[@]}"
}

exported train 122880 1 train
exported train 36864 2 rft
exported validation 3072 1 validation
[[ -e work/tokenizer.json ]] || python tokenizer.py
[[ -e work/tower.pt ]] || python tower.py --images "$images_tower"

# Two processes of one thread each; the small family is ready long before the large model.
(for images in $images_large; do pretrained large-base large "$images"; done) >work/large-base.out 2>&1 &
large=$!
trap '{ pkill -P $large; kill $large; } 2>/dev/null || true' EXIT
pretrained small-base small "$images_small"
python rft.py --name small-expert --start work/small-base.pt --steps "$rft_steps"
wait $large
trap - EXIT

for name in small-base small-expert large-base; do
  python export.py --checkpoint "work/$name.pt" --name "$name"
done
