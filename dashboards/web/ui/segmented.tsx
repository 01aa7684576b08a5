// One of a few, all in sight: radio buttons that look like one bar, by mouse, keyboard and screen reader.
import { type ReactNode, useId } from "react";
import "./segmented.css";

export type Option<Value extends string | number> = {
  readonly value: Value;
  readonly label: ReactNode;
};

type SegmentedProps<Value extends string | number> = {
  /** What is chosen here, for those who do not see it. */
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly onChange: (value: Value) => void;
};

export function Segmented<Value extends string | number>({
  label,
  value,
  options,
  onChange,
}: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
