// An address that leads nowhere.
import { LinkButton } from "../design/button.tsx";
import { Empty } from "../design/notice.tsx";

export function NotFound() {
  return (
    <div className="page">
      <Empty icon="search" title="There is nothing at this address" alone>
        <LinkButton href="#/">To the shop</LinkButton>
      </Empty>
    </div>
  );
}
