import { Button } from "../controls/Button.tsx";
import { Dialog } from "../controls/Dialog.tsx";
import { useMessages } from "../surroundings.ts";

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSignOut: () => void;
}

/** A guest cannot come back to the same account, so they are asked. */
export function GuestSignOutDialog({ isOpen, onClose, onSignOut }: Props) {
  const { home: text, common } = useMessages();
  return (
    <Dialog title={text.signOutGuestTitle} isOpen={isOpen} onClose={onClose}>
      <p className="dialog-text">{text.signOutGuest}</p>
      <div className="dialog-actions">
        <Button onPress={onClose}>{common.cancel}</Button>
        <Button kind="danger" onPress={onSignOut}>
          {text.signOut}
        </Button>
      </div>
    </Dialog>
  );
}
