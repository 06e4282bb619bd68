// Keeps a fault of one screen from taking the whole page: says so, and offers to load it again.
import { Component, type ReactNode } from "react";
import { Button } from "./design/button.tsx";
import { Empty } from "./design/notice.tsx";

export class Fault extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <div className="page">
        <Empty icon="alert" title="This screen stopped working" alone>
          <p>Nothing was lost: your orders and your money are not kept in this page.</p>
          <p className="muted small">{this.state.error.message}</p>
          <Button kind="primary" onClick={() => location.reload()}>
            Load the page again
          </Button>
        </Empty>
      </div>
    );
  }
}
