import "./brand.css";

/** Two people leaning in: their words meet in the middle. Decorative; the name stands beside it. */
export function Logo({ size = 32 }: { readonly size?: number }) {
  return (
    <svg className="logo" viewBox="0 0 40 36" height={size} aria-hidden="true">
      <path
        className="logo-one"
        d="M14 4a12 12 0 1 1-4.7 23l-6.1 3.4c-.8.4-1.6-.3-1.3-1.1L4 23A12 12 0 0 1 14 4Z"
      />
      <path
        className="logo-other"
        d="M26 4a12 12 0 1 0 4.7 23l6.1 3.4c.8.4 1.6-.3 1.3-1.1L36 23A12 12 0 0 0 26 4Z"
      />
      <path className="logo-between" d="M20 5.6a12 12 0 0 1 0 20.8 12 12 0 0 1 0-20.8Z" />
    </svg>
  );
}
