// Amounts as text that sorts like the number: two digits of length, then the decimal digits.

export const sortableAmount = (value: bigint): string => {
  const digits = value.toString();
  return `${String(digits.length).padStart(2, "0")}${digits}`;
};
