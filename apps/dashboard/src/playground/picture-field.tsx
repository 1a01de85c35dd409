import { type DragEvent, useEffect, useEffectEvent, useId, useState } from 'react';
import { readAsDataUrl } from './subject.ts';

interface PictureFieldProps {
  readonly picture: string | undefined;
  readonly onChange: (picture: string | undefined) => void;
}

/** Takes a picture from a file, a drop or the clipboard. */
export function PictureField({ picture, onChange }: PictureFieldProps) {
  const [problem, setProblem] = useState<string>();
  const id = useId();
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    if (!file.type.startsWith('image/')) return setProblem(`${file.name} is no picture.`);
    setProblem(undefined);
    onChange(await readAsDataUrl(file));
  };
  usePastedPicture(take);
  return (
    <section
      className="picture-field"
      aria-label="Picture"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        void take(event.dataTransfer.files[0]);
      }}
    >
      {picture === undefined ? (
        <p className="picture-empty muted small">Drop or paste a picture here</p>
      ) : (
        <img className="picture-chosen" src={picture} alt="What is asked about" />
      )}
      <div className="row">
        <label className="button" htmlFor={id}>
          Choose a file
        </label>
        <input
          id={id}
          className="visually-hidden"
          type="file"
          accept="image/*"
          onChange={({ target }) => void take(target.files?.[0])}
        />
        {picture !== undefined && (
          <button type="button" className="button" onClick={() => onChange(undefined)}>
            Remove
          </button>
        )}
      </div>
      {problem !== undefined && <p role="alert">{problem}</p>}
    </section>
  );
}

function usePastedPicture(take: (file: File | undefined) => Promise<void>): void {
  const onPaste = useEffectEvent((event: ClipboardEvent) => void take(event.clipboardData?.files[0]));
  useEffect(() => {
    const listen = (event: ClipboardEvent) => onPaste(event);
    document.addEventListener('paste', listen);
    return () => document.removeEventListener('paste', listen);
  }, []);
}
