// The way to the next page, below the cards of a list.
import { Button } from "../../design/button.tsx";

export function ShowMore({ busy, onMore, testId }: { busy: boolean; onMore: () => void; testId: string }) {
  return (
    <p className="row more">
      <Button onClick={onMore} busy={busy} data-testid={testId}>
        Show more
      </Button>
    </p>
  );
}
