/** The format of run folders. Raised when a reader of older files would misunderstand newer ones. */
export const recordVersion = 4;
