import type { Notice } from "@confab/view";
import { CircleAlert, Info, TriangleAlert, X } from "lucide-react";
import { Button } from "../controls/Button.tsx";
import { IconButton } from "../controls/IconButton.tsx";
import { useMessages } from "../surroundings.ts";
import "./noticeBox.css";

const icons = { info: Info, warning: TriangleAlert, error: CircleAlert };

interface Props {
  readonly notice: Notice;
  /** Adds a button that puts the notice away. */
  readonly onDismiss?: () => void;
}

/** A message in the page. Errors interrupt a screen reader, the rest waits for its turn. */
export function NoticeBox({ notice, onDismiss }: Props) {
  const { notices, noticeActions, common } = useMessages();
  const Icon = icons[notice.severity];
  const { title, body } = notices[notice.id];
  const { action } = notice;
  return (
    <div
      className="notice"
      data-severity={notice.severity}
      role={notice.severity === "error" ? "alert" : "status"}
    >
      <Icon aria-hidden="true" />
      <div className="notice-text">
        <p className="notice-title">{title}</p>
        <p>{body}</p>
        {action !== undefined && (
          <Button onPress={() => action.run()}>{noticeActions[action.id]}</Button>
        )}
      </div>
      {onDismiss !== undefined && (
        <IconButton aria-label={common.dismiss(title)} onPress={onDismiss}>
          <X aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}
