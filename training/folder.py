"""The JSON files of a model folder in Hugging Face's LLaVA layout."""

import json
from pathlib import Path

from tokenizers import Tokenizer

from network import (
    GRID,
    HEAD_DIM,
    MAX_POSITIONS,
    NORM_EPSILON,
    PATCH_SIZE,
    ROPE_THETA,
    TOWER_WIDTH,
    Network,
)
from pictures import IMAGE_MEAN, IMAGE_STD

CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' }}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}{{ '<image>' }}{% elif part['type'] == 'text' %}{{ part['text'] }}{% endif %}"
    "{% endfor %}{% endif %}{{ '<|im_end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


def model_config(network: Network, tokenizer: Tokenizer) -> dict:
    """config.json: sizes of the decoder and of the tower."""
    size = network.size
    return {
        "architectures": ["LlavaForConditionalGeneration"],
        "model_type": "llava",
        "image_token_index": tokenizer.token_to_id("<image>"),
        "image_seq_length": GRID * GRID,
        "tie_word_embeddings": True,
        "transformers.js_config": {"kv_cache_dtype": {"fp16": "float16"}},
        "text_config": {
            "model_type": "qwen2",
            "hidden_size": size.hidden,
            "num_hidden_layers": size.layers,
            "num_attention_heads": size.heads,
            "num_key_value_heads": size.key_value_heads,
            "head_dim": HEAD_DIM,
            "intermediate_size": size.feed_forward,
            "hidden_act": "silu",
            "vocab_size": network.embedding.num_embeddings,
            "rope_theta": ROPE_THETA,
            "rms_norm_eps": NORM_EPSILON,
            "max_position_embeddings": MAX_POSITIONS,
            "tie_word_embeddings": True,
        },
        "vision_config": {
            "model_type": "vr_tower",
            "image_size": GRID * PATCH_SIZE,
            "patch_size": PATCH_SIZE,
            "num_channels": 3,
            "hidden_size": TOWER_WIDTH,
            "num_hidden_layers": len(network.tower.blocks),
            "num_attention_heads": TOWER_WIDTH // HEAD_DIM,
            "intermediate_size": 2 * TOWER_WIDTH,
        },
    }


def tokenizer_config() -> dict:
    """tokenizer_config.json with the chat template."""
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": MAX_POSITIONS,
        "bos_token": None,
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "clean_up_tokenization_spaces": False,
        "chat_template": CHAT_TEMPLATE,
    }


def preprocessor_config() -> dict:
    """preprocessor_config.json: rescale to 0..1, then normalise."""
    side = {"height": GRID * PATCH_SIZE, "width": GRID * PATCH_SIZE}
    return {
        "image_processor_type": "CLIPImageProcessor",
        "processor_class": "LlavaProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": side,
        "resample": 4,
        "do_center_crop": False,
        "crop_size": side,
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": [IMAGE_MEAN] * 3,
        "image_std": [IMAGE_STD] * 3,
        "patch_size": PATCH_SIZE,
    }


def write_json(path: Path, content: object) -> None:
    """Indented JSON with a final newline."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_folder(folder: Path, network: Network, tokenizer: Tokenizer) -> None:
    """Everything in the folder that is neither ONNX nor golden.json nor the model card."""
    end, pad = tokenizer.token_to_id("<|im_end|>"), tokenizer.token_to_id("<|endoftext|>")
    write_json(folder / "config.json", model_config(network, tokenizer))
    write_json(folder / "generation_config.json", {"eos_token_id": end, "pad_token_id": pad, "do_sample": False})
    write_json(folder / "tokenizer_config.json", tokenizer_config())
    write_json(folder / "preprocessor_config.json", preprocessor_config())
    tokenizer.save(str(folder / "tokenizer.json"))
