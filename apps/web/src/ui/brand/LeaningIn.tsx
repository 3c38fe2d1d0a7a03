import "./brand.css";

const bubble = "M150 20a130 130 0 1 1-52 249l-66 37c-9 5-19-4-15-14l23-62A130 130 0 0 1 150 20Z";

/** The welcome page's picture: the logo's two speech bubbles as faces that look at each other. */
export function LeaningIn() {
  return (
    <svg className="leaning-in" viewBox="0 0 500 330" aria-hidden="true">
      <clipPath id="leaning-in-one">
        <path d={bubble} transform="rotate(5 150 150)" />
      </clipPath>
      <path className="leaning-in-one" d={bubble} transform="rotate(5 150 150)" />
      <path
        className="leaning-in-other"
        d={bubble}
        transform="translate(500 0) scale(-1 1) rotate(5 150 150)"
      />
      <g clipPath="url(#leaning-in-one)">
        <path
          className="leaning-in-between"
          d={bubble}
          transform="translate(500 0) scale(-1 1) rotate(5 150 150)"
        />
      </g>
      <g className="leaning-in-eyes-one">
        <rect x="124" y="112" width="15" height="42" rx="7.5" />
        <rect x="176" y="112" width="15" height="42" rx="7.5" />
      </g>
      <g className="leaning-in-eyes-other">
        <rect x="309" y="112" width="15" height="42" rx="7.5" />
        <rect x="361" y="112" width="15" height="42" rx="7.5" />
      </g>
      <g className="leaning-in-sound">
        <rect x="229" y="132" width="8" height="36" rx="4" />
        <rect x="246" y="112" width="8" height="76" rx="4" />
        <rect x="263" y="132" width="8" height="36" rx="4" />
      </g>
    </svg>
  );
}
