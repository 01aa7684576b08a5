// Colours of the lines of a trend: told apart by those who do not see red and green, none of them red or amber,
// which stand for what is abnormal. The same stand in trend.css.
export const lineInks = ["#24384a", "#2878b0", "#7b4ea3", "#64751a"] as const;
