"""Pictures at half their size, and features of pictures of two sizes."""

import numpy as np
import torch
from PIL import Image

from network import IMAGE, Network
from pictures import features_of, halved, normalise


def test_halves_are_the_bytes_that_pillow_makes() -> None:
    random = np.random.default_rng(0)
    for side in (64, 32):
        pictures = random.integers(0, 256, (40, side, side, 3), dtype=np.uint8)
        pictures[20:] = (pictures[20:] > 127) * 255  # overshoots
        for picture, half in zip(pictures, halved(pictures), strict=True):
            resized = Image.fromarray(picture).resize((side // 2, side // 2), Image.Resampling.LANCZOS)
            assert np.array_equal(half, np.asarray(resized))
            assert np.array_equal(half, halved(picture))


@torch.no_grad()
def test_features_stand_where_the_image_tokens_are_in_the_order_of_the_pictures(network: Network) -> None:
    random = np.random.default_rng(0)
    pictures = [random.integers(0, 256, (side, side, 3), dtype=np.uint8) for side in (32, 64, 64, 32)]
    ids = torch.full((2, 100), 5)
    ids[0, 2:18], ids[0, 30:94], ids[1, :64], ids[1, 70:86] = IMAGE, IMAGE, IMAGE, IMAGE
    x = network.embed(ids, features_of(network, pictures))
    for places, picture in zip((x[0, 2:18], x[0, 30:94], x[1, :64], x[1, 70:86]), pictures, strict=True):
        alone = network.embed_images(normalise(torch.from_numpy(picture)[None]))[0]
        assert (places - alone).abs().max() < 1e-5
    assert torch.equal(x[ids != IMAGE], network.embedding(ids)[ids != IMAGE])
