// Runtime code opcode by opcode: which of those that could change a contract, or make another one, are in it.

const FORBIDDEN: Record<number, string> = {
  0xf2: "CALLCODE",
  0xf4: "DELEGATECALL",
  0xff: "SELFDESTRUCT",
  0xf0: "CREATE",
  0xf5: "CREATE2",
};

/** EIP-170. */
export const MAX_BYTES = 24_576;

/** Opcodes in order, without the data of PUSH1 … PUSH32 and without the compiler's CBOR at the end. */
export function* disassemble(code: Uint8Array): Generator<number> {
  const metadata = 2 + code[code.length - 2]! * 256 + code[code.length - 1]!;
  for (let i = 0; i < code.length - metadata; i++) {
    yield code[i]!;
    if (code[i]! >= 0x60 && code[i]! <= 0x7f) i += code[i]! - 0x5f;
  }
}

export const forbiddenIn = (code: Uint8Array): string[] =>
  [...disassemble(code)].flatMap((opcode) => FORBIDDEN[opcode] ?? []);
