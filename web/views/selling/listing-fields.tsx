// The groups of fields of a listing: what it is, and what it costs.
import { ask } from "../../api.ts";
import { Button } from "../../design/button.tsx";
import { Select, TextArea, TextField } from "../../design/field.tsx";
import { Icon } from "../../design/icon.tsx";
import { useNode } from "../../node.ts";
import { useQuery } from "../../query.ts";
import { type ListingForm, type VariantForm, categoryTyped, emptyVariant } from "./listing-form.ts";

export interface ListingParts {
  form: ListingForm;
  wrong: Record<string, string | undefined>;
  onForm: (some: Partial<ListingForm>) => void;
}

/** Ties a text field of the form to its control. */
type TextKey = { [K in keyof ListingForm]: ListingForm[K] extends string ? K : never }[keyof ListingForm] & string;
export const bind = ({ form, wrong, onForm }: ListingParts, key: TextKey, path: string = key) => ({
  value: form[key],
  wrong: wrong[path],
  onValue: (value: string) => onForm({ [key]: value }),
  "data-testid": `listing-${key}`,
});

export function AboutFields(parts: ListingParts) {
  const { data: categories } = useQuery("categories", (signal) => ask((api) => api.categories({ signal })));
  return (
    <section className="card stack" aria-label="What it is">
      <h2>What it is</h2>
      <div className="fields">
        <TextField {...bind(parts, "title")} label="Title" maxLength={140} whole />
        <TextArea {...bind(parts, "description")} label="Description (optional)" maxLength={8_000} rows={6} whole />
        <TextField
          {...bind(parts, "category")}
          label="Category"
          hint="Like Home / Kitchen"
          list="categories"
          maxLength={140}
        />
        <Select {...bind(parts, "condition")} label="Condition">
          <option value="new">New</option>
          <option value="like-new">Like new</option>
          <option value="used">Used</option>
          <option value="refurbished">Refurbished</option>
          <option value="handmade">Handmade</option>
        </Select>
        <TextField {...bind(parts, "tags")} label="Search words (optional)" hint="Separated by commas" whole />
      </div>
      <datalist id="categories">
        {categories?.map(({ category }) => (
          <option key={category} value={categoryTyped(category)} />
        ))}
      </datalist>
    </section>
  );
}

export function PriceFields(parts: ListingParts) {
  const { form, wrong, onForm } = parts;
  const { currencies, currency } = useNode();
  const symbol = currency(form.currency)?.symbol ?? "";
  const put = (key: number, some: Partial<VariantForm>) =>
    onForm({ variants: form.variants.map((variant) => (variant.key === key ? { ...variant, ...some } : variant)) });
  return (
    <section className="card stack" aria-label="Price">
      <h2>Price</h2>
      <div className="fields">
        <Select {...bind(parts, "currency")} label="Currency">
          {currencies
            .filter(({ offered, address }) => offered || address === form.currency)
            .map(({ address, symbol: sign, name }) => (
              <option key={address} value={address}>
                {sign} · {name}
              </option>
            ))}
        </Select>
      </div>
      {form.variants.map((variant, index) => (
        <div key={variant.key} className="variant-row" role="group" aria-label={`Variant ${index + 1}`}>
          <TextField
            label={form.variants.length > 1 ? `Variant ${index + 1}` : "Variant (optional)"}
            placeholder="Like Blue, size M"
            value={variant.title}
            wrong={wrong[`variants.${index}.title`]}
            maxLength={80}
            onValue={(title) => put(variant.key, { title })}
            data-testid={`variant-title-${index}`}
          />
          <TextField
            label={`Price (${symbol})`}
            inputMode="decimal"
            value={variant.price}
            wrong={wrong[`variants.${index}.price`]}
            onValue={(price) => put(variant.key, { price })}
            data-testid={`variant-price-${index}`}
          />
          <TextField
            label="In stock"
            placeholder="Not counted"
            inputMode="numeric"
            value={variant.stock}
            wrong={wrong[`variants.${index}.stock`]}
            onValue={(stock) => put(variant.key, { stock })}
            data-testid={`variant-stock-${index}`}
          />
          {form.variants.length > 1 && (
            <button
              type="button"
              className="icon-button"
              aria-label={`Remove variant ${index + 1}`}
              onClick={() => onForm({ variants: form.variants.filter(({ key }) => key !== variant.key) })}
            >
              <Icon name="trash" />
            </button>
          )}
        </div>
      ))}
      <p>
        <Button
          compact
          icon="plus"
          disabled={form.variants.length >= 50}
          onClick={() => onForm({ variants: [...form.variants, emptyVariant()] })}
        >
          Add a variant
        </Button>
      </p>
    </section>
  );
}
