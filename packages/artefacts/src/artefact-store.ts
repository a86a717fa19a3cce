/** Keeps whole objects by name: a folder, or what stands under a prefix of a bucket. `openArtefacts` makes one. */
export interface ArtefactStore {
  /** Where it is, fit to be printed: it holds no credentials. */
  readonly url: string;
  /** The store of a place within this one, such as `at('trajectories/train')`. */
  at(path: string): ArtefactStore;
  /** The whole object; undefined where there is none of that name. Throws StorageError. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Replaces an object as a whole or not at all. Throws StorageError. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** SHA-256 (hex) of what is kept under a name; undefined where nothing is, or where nobody noted it. Throws StorageError. */
  digest(name: string): Promise<string | undefined>;
  /** Nothing happens where there is no such object. Throws StorageError. */
  remove(name: string): Promise<void>;
}
