// What the published models were trained to read, to the byte, its slips included.

/** The tool that asks for the full picture. The line break in its description is a real one, inside the JSON string. */
export const resizeSignature =
  '{"type": "function", "function": {"name_for_human": "resize_image", "name": "resize_image", "description": "Resize the image resolution.", "parameters": {"properties": {"action": {"description": "The action to perform. The available actions are:\n* `resize`: Double the resolution of the current image. You should only use this tool if you are unable to obtain the critical information needed to answer the question from the current resolution.", "enum": ["resize"], "type": "string"}}, "required": ["action"], "type": "object"}, "args_format": "Format the arguments as a JSON object."}}';

/** A tool that asks for a part of the picture. No published model was trained with it. */
export const cropSignature =
  '{"type": "function", "function": {"name_for_human": "crop_image", "name": "crop_image", "description": "Show a part of an image at a higher resolution.", "parameters": {"properties": {"box": {"description": "The part to show: [left, top, right, bottom], in pixels of the image as it was first shown.", "type": "array", "items": {"type": "number"}}, "image": {"description": "Which image, counted from 1.", "type": "integer"}}, "required": ["box"], "type": "object"}, "args_format": "Format the arguments as a JSON object."}}';

/** What opens the system prompt, unless the conversation brings its own. */
export const helpful = 'You are a helpful assistant.';

/** The system prompt that offers tools. `signatures`: one JSON object each. */
export function systemPrompt(opening: string, signatures: readonly string[]): string {
  return `${opening}

# Tools

You may call the function tool shown below to assist with the user query.

You are provided with the function signature within <tools></tools> XML tags:
<tools>
${signatures.join('\n')}
</tools>
For each function call, return a json object with the function name and the corresponding argument within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call>`;
}

/** Stands before the image and the question. */
export const instruction =
  'Answer the question based on the image provided. You must conduct reasoning within <think> and </think> first in each of your reasoning steps. You may call ONE function tool per step to help you better solve the problem. Place the function tool within <tool_call> and </tool_call> at the end of each step to perform a function call. You should continue your reasoning process based on the content returned by the function tool. Once you confirm your final answer, place the final answer inside <answer> and </answer>. For mathematical or multiple-choice problem, wrap the answer value or choice with \\boxed{}. Here is the image and question:\n';

/** Stands after the images that a call gets to see. */
export const goOn =
  'Please carefully analyze the content returned from the image resize tool in combination with the original question and image from the user, continue your reasoning process inside <think> and </think> and then write your final answer inside <answer> and </answer>.';

/** Stands after what went wrong with a call. */
export const tryAgain =
  'Please analyze the error information obtained from the function tool and adjust your response. Countinue your reasoning process inside <think> and </think>.';
