// Text with the words that matched a search marked; the marks are U+0001 and U+0002, never HTML.
export function Snippet({ text }: { text: string }) {
  return (
    <>
      {text.split("\u0001").map((part, index) => {
        const [hit = "", rest] = part.split("\u0002");
        return rest === undefined ? (
          hit
        ) : (
          <span key={index}>
            <mark>{hit}</mark>
            {rest}
          </span>
        );
      })}
    </>
  );
}
