"""What it costs and saves that a decoder scores its last positions only: three forms of one graph, timed in turn.

`all` scores every position; `head` leaves positions out before the head, `attention` after the last layer's attention,
as exported. Each is opened several times, because where a session's memory lies is worth a microsecond as well, and
rounds go through all of them: one core, caches in place, the last position asked for.
docs/decisions/kept-positions.md has figures.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import ModelProto, NodeProto, helper

PROMPT, COLUMNS = 90, 192  # positions of a prompt, and those that the caches have room for
FORMS = ("all", "head", "attention")
ASKED = "num_logits_to_keep"


def in_form(model: ModelProto, form: str) -> ModelProto:
    """A decoder that leaves positions out after its last attention, in another form."""
    if form == "attention":
        return model
    graph = model.graph
    slices = [node for node in graph.node if node.op_type == "Slice"]
    whole = {node.output[0]: node.input[0] for node in slices}
    left = [node for node in graph.node if node not in slices]
    for node in left:
        node.input[:] = [whole.get(name, name) for name in node.input]
    if form == "head":
        head = next(node for node in left if node.output[0] == "logits")
        cut = helper.make_node("Slice", [head.input[0], *slices[0].input[1:]], [f"{head.input[0]}.kept"])
        head.input[0] = cut.output[0]
        left.insert(left.index(head), cut)
    else:
        found = [port for port in graph.input if port.name != ASKED]
        unneeded = computing(left, slices[0].input[1])
        left = [node for node in left if node not in unneeded]
        del graph.input[:]
        graph.input.extend(found)
    del graph.node[:]
    graph.node.extend(left)
    return model


def computing(nodes: list[NodeProto], name: str) -> list[NodeProto]:
    """The nodes that make a value of the number of positions asked for."""
    node = next(node for node in nodes if name in node.output)
    return [node] if ASKED in node.input else [node, *computing(nodes, node.input[0])]


@dataclass(frozen=True)
class Opened:
    """A session with everything bound that a run reads and writes."""

    session: onnxruntime.InferenceSession
    binding: onnxruntime.IOBinding
    logits: onnxruntime.OrtValue

    def microseconds(self) -> float:
        begin = time.perf_counter()
        self.session.run_with_iobinding(self.binding)
        return (time.perf_counter() - begin) * 1e6


def opened(file: Path, form: str, rows: int, length: int) -> Opened:
    """Reads `length` new positions of each row: a prompt from its beginning, or one position after it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3  # constants that a form does not need
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".onnx") as copy:  # weights outside lie beside it
        copy.write(in_form(onnx.load(file, load_external_data=False), form).SerializeToString())
        copy.flush()
        session = onnxruntime.InferenceSession(copy.name, options, ["CPUExecutionProvider"])
    ports, random_numbers = {port.name: port for port in session.get_inputs()}, np.random.default_rng(0)
    mask = np.zeros((rows, length if length > 1 else COLUMNS), np.int64)
    mask[:, : length if length > 1 else PROMPT + 20] = 1
    embeddings = random_numbers.normal(size=(rows, length, ports["inputs_embeds"].shape[2])).astype(np.float32)
    inputs = {"inputs_embeds": embeddings, "attention_mask": mask}
    if ASKED in ports:
        inputs[ASKED] = np.array(1, np.int64)
    scored = 1 if ASKED in ports else length
    logits = np.zeros((rows, scored, session.get_outputs()[0].shape[2]), np.float32)
    for name, port in ports.items():
        if name.startswith("past_key_values."):
            inputs[name] = random_numbers.normal(size=(rows, port.shape[1], COLUMNS, port.shape[3])).astype(np.float32)
    binding = session.io_binding()
    for name, array in inputs.items():
        bound = onnxruntime.OrtValue.ortvalue_from_numpy(array)
        binding.bind_ortvalue_input(name, bound)
        if name.startswith("past_key_values."):
            binding.bind_ortvalue_output(name.replace("past_key_values", "present"), bound)
    bound = onnxruntime.OrtValue.ortvalue_from_numpy(logits)
    binding.bind_ortvalue_output("logits", bound)
    return Opened(session, binding, bound)


def timed(file: Path, rows: int, length: int, sessions: int, rounds: int, seconds: float) -> dict[str, float]:
    """By form the median microseconds of a run, over rounds and over sessions; and how far last scores are apart."""
    order = list(FORMS) * sessions
    random.Random(0).shuffle(order)
    runs = [(form, opened(file, form, rows, length)) for form in order]
    once = min(run.microseconds() for _ in range(3) for _, run in runs)
    runs_a_turn = max(1, round(seconds * 1e6 / once / len(runs) / rounds))
    medians: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for (_, run), found in zip(runs, medians, strict=True):
            found.append(statistics.median(run.microseconds() for _ in range(runs_a_turn)))
    by_form: dict[str, list[float]] = {form: [] for form in FORMS}
    for (form, _), found in zip(runs, medians, strict=True):
        by_form[form].append(statistics.median(found))
    last = np.stack([run.logits.numpy()[:, -1] for _, run in runs])
    return {
        **{form: round(statistics.median(found), 1) for form, found in by_form.items()},
        "difference": float(np.ptp(last, axis=0).max()),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", type=Path, nargs="+", help="decoder_model_merged.onnx of model folders")
    arguments.add_argument("--rows", type=int, nargs="+", default=[1, 32])
    arguments.add_argument("--sessions", type=int, default=5, help="of each form")
    arguments.add_argument("--rounds", type=int, default=11)
    arguments.add_argument("--seconds", type=float, default=5, help="for each line")
    options = arguments.parse_args()
    for file in options.files:
        for length in (PROMPT, 1):
            for rows in options.rows:
                found = timed(file, rows, length, options.sessions, options.rounds, options.seconds)
                what = "prompt" if length > 1 else "step"
                line = {"file": str(file), "what": what, "rows": rows}
                print(json.dumps(line | found), flush=True)


if __name__ == "__main__":
    main()
