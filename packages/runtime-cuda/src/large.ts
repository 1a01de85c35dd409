/** Whether weights of so many bytes are read from memory at every step: no processor's cache keeps them. */
export const isLarge = (weights: number) => weights >= 64 * 2 ** 20;
