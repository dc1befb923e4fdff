"""The parts of an SVG that we show. Everything else is left out of the safe copy."""


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ELEMENTS = _word_set(
    """svg g defs symbol use switch title desc style path rect circle ellipse line polyline polygon image text tspan
    textPath linearGradient radialGradient stop clipPath mask pattern marker filter feBlend feColorMatrix
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
    feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence"""
)
FOREIGN = _word_set("foreignobject iframe embed object audio video")
ANIMATION = _word_set("animate animatetransform animatemotion animatecolor set mpath discard")
PROPERTIES = _word_set(
    """alignment-baseline baseline-shift clip-path clip-rule color color-interpolation color-interpolation-filters
    direction display dominant-baseline enable-background fill fill-opacity fill-rule filter flood-color flood-opacity
    font font-family font-size font-size-adjust font-stretch font-style font-variant font-weight image-rendering
    isolation letter-spacing lighting-color line-height marker marker-end marker-mid marker-start mask mask-type
    mix-blend-mode opacity overflow paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor
    text-decoration text-rendering text-transform transform transform-origin unicode-bidi vector-effect visibility
    white-space word-spacing writing-mode"""
)
ATTRIBUTES = PROPERTIES | _word_set(
    """amplitude azimuth baseFrequency bias class clipPathUnits cx cy d diffuseConstant divisor dx dy edgeMode
    elevation exponent filterUnits fr fx fy gradientTransform gradientUnits height id in in2 intercept k1 k2 k3 k4
    kernelMatrix kernelUnitLength lengthAdjust limitingConeAngle markerHeight markerUnits markerWidth maskContentUnits
    maskUnits mode numOctaves offset operator order orient pathLength patternContentUnits patternTransform
    patternUnits points pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius refX
    refY result role rotate rx ry scale seed slope spacing specularConstant specularExponent spreadMethod
    startOffset stdDeviation stitchTiles surfaceScale systemLanguage tableValues targetX targetY textLength type
    values version viewBox width x x1 x2 xChannelSelector y y1 y2 yChannelSelector z"""
)
LINKS = frozenset(("href", "src", "{http://www.w3.org/1999/xlink}href"))
