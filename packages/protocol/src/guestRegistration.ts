/**
 * Body of `POST /_matrix/client/v3/register` for an account of an application service (application service API,
 * "Server admin style permissions"). The answer is read by `parseSignedIn`.
 */
export function formatGuestRegistration(localpart: string, deviceName: string): unknown {
  return {
    type: "m.login.application_service",
    username: localpart,
    initial_device_display_name: deviceName,
  };
}
