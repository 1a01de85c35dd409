/** A chart with four bars, 64 × 64 pixels. */
const chart =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAMAAACdt4HsAAAAElBMVEUUFBr05ChAaPgsyEB4eIDw8PABGDbEAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAXUlEQVRYw+2USQoAIQwEXf//ZT1EkMgs0s5hoAo8ZKFIFAwBAAAA4PckA8EkiMaIs4HgoMDXESD4RlBETvyztePim7An7FwlfL269leCnf5lhWfBsrM8gXwH6itoNNySBbuOpK41AAAAAElFTkSuQmCC';

/** Something to ask a server, to see that it works. The answer is 12. */
export function exampleRequest(model: string) {
  const image = { type: 'image_url' as const, image_url: { url: chart } };
  const text = { type: 'text' as const, text: 'What do the bars H, C, D and B add up to?' };
  return { model, messages: [{ role: 'user' as const, content: [image, text] }] };
}

/** The same as a command for a shell. */
export function exampleCommand(address: string, model: string): string {
  const body = JSON.stringify(exampleRequest(model));
  return `curl ${address}/v1/chat/completions -H 'content-type: application/json' -d '${body}'`;
}
