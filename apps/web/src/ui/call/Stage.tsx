import type { CallModel, Rect, StageModel } from "@confab/view";
import { type CSSProperties, useCallback } from "react";
import { CopyLinkButton } from "../controls/CopyLinkButton.tsx";
import { useMessages } from "../surroundings.ts";
import { useSignal } from "../useSignal.ts";
import { Tile } from "./Tile.tsx";
import "./stage.css";

/** Everybody's picture: a grid, or one shared screen with the others beside it. */
export function Stage({ call }: { readonly call: CallModel }) {
  const { stage } = call;
  const observe = useCallback(
    (element: HTMLElement | null) => {
      if (element === null) return undefined;
      const observer = new ResizeObserver(() =>
        stage.resize({ width: element.clientWidth, height: element.clientHeight }),
      );
      observer.observe(element);
      return () => observer.disconnect();
    },
    [stage],
  );
  return (
    <div className="stage-frame">
      <div className="stage" ref={observe}>
        <Spotlight stage={stage} />
        <People stage={stage} />
      </div>
      <AloneHint call={call} />
    </div>
  );
}

function Spotlight({ stage }: { readonly stage: StageModel }) {
  const tile = useSignal(stage.spotlight$);
  const { spotlight } = useSignal(stage.layout$);
  if (tile === undefined || spotlight === undefined) return undefined;
  return (
    <div className="stage-place" style={placed(spotlight)}>
      <Tile key={tile.id} tile={tile} />
    </div>
  );
}

function People({ stage }: { readonly stage: StageModel }) {
  const people = useSignal(stage.people$);
  const { people: area, content, rects } = useSignal(stage.layout$);
  const { call: text } = useMessages();
  const scrolls = content.height > area.height || content.width > area.width;
  return (
    <div
      className="stage-people"
      style={placed(area)}
      {...(scrolls ? { role: "region", "aria-label": text.everybody, tabIndex: 0 } : {})}
    >
      <div
        className="stage-content"
        style={{ inlineSize: content.width, blockSize: content.height }}
      >
        {people.map((tile, index) => {
          const rect = rects[index];
          return (
            rect !== undefined && (
              <div key={tile.id} className="stage-place" style={placed(rect)}>
                <Tile tile={tile} onEnlarge={stage.bringForward} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function AloneHint({ call }: { readonly call: CallModel }) {
  const { call: text } = useMessages();
  const count = useSignal(call.participantCount$);
  const progress = useSignal(call.progress$);
  if (count > 1 || progress !== "joined") return undefined;
  return (
    <div className="alone-hint">
      <p className="alone-hint-title">{text.alone}</p>
      <p>{text.aloneHint}</p>
      <CopyLinkButton kind="primary" link={call.link} />
    </div>
  );
}

function placed(rect: Rect): CSSProperties {
  return {
    insetInlineStart: rect.inline,
    insetBlockStart: rect.block,
    inlineSize: rect.width,
    blockSize: rect.height,
  };
}
