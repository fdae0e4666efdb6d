/** The only family there is: every text of a PNG is drawn in it, whatever family an SVG asks for. */
export const FONT_FAMILY = 'DejaVu Sans'
