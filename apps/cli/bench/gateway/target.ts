/** A way to the model server that is measured. */
export interface Target {
  id: string;
  /** What tables call it. */
  title: string;
  /** Ends in `/v1`. */
  url: string;
  headers: Record<string, string>;
  model: string;
  /** Process whose processor time and memory are its cost; none where nothing stands between. */
  pid?: number;
  close(): void;
}
