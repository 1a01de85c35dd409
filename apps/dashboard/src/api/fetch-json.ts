/** The server answered, but not with what was asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Fetches JSON of a type that the server promises. Throws `ApiError` with the server's own words. */
export async function fetchJson<T>(url: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal, headers: { accept: 'application/json' } });
  if (!response.ok) throw await errorFrom(response);
  return (await response.json()) as T;
}

/** Reads the server's error object, or says what came instead. */
export async function errorFrom(response: Response): Promise<ApiError> {
  const text = await response.text();
  return new ApiError(
    response.status,
    messageIn(text) ?? `The server answered ${response.status} ${response.statusText}`,
  );
}

/** The message of `{ error: { message } }`, if that is what the text is. */
export function messageIn(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as { error?: { message?: unknown } } | null;
    return typeof body?.error?.message === 'string' ? body.error.message : undefined;
  } catch {
    return undefined;
  }
}
