/**
 * GPT-2's alphabet for bytes: byte-level tokenizers write each byte of UTF-8 as one printable character, so that
 * their vocabulary is text without spaces or control characters.
 */

/** A byte that prints in Latin-1 stands for itself; the others take U+0100 and on, in order. `[256]` */
export const byteAlphabet: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const prints = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return String.fromCharCode(prints ? byte : next++);
  });
})();

const utf8 = new TextEncoder();

/** The UTF-8 bytes of a text, each as its character in the alphabet. */
export function byteCharacters(text: string): string {
  let characters = '';
  for (const byte of utf8.encode(text)) characters += byteAlphabet[byte];
  return characters;
}

const byteOf = new Map(byteAlphabet.map((character, byte) => [character, byte]));

/** The bytes that a text in the alphabet stands for, -1 for what is not in it. */
export function bytesOf(characters: string): number[] {
  return Array.from(characters, (character) => byteOf.get(character) ?? -1);
}

/** `byteCharacters` turned back, to be shown. */
export function charactersOf(characters: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytesOf(characters)));
}
