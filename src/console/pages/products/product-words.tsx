import type { ApiProblem } from '../../api.ts';
import { TextArea, TextField } from '../../components/fields.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { isDescription, isProductName } from './product-rules.ts';

/** What a person calls a product and says of it. */
export interface Words {
  readonly productName: string;
  readonly description: string;
}

/** HTTP's word for a name that another has. */
const TAKEN = 409;

/** Whether a product can have these words; a name that it has already it may keep. */
export function areWordsRight({ productName, description }: Words, before?: Words): boolean {
  return isNameRight(productName, before) && isDescription(description);
}

/** Whether all that the emulator found wrong is about the words. */
export function isSaidByWords({ issues }: ApiProblem): boolean {
  return issues.length > 0 && issues.every(({ path }) => path === 'productName' || path === 'description');
}

/** The fields for the words of a product. */
export function WordsFields({
  words,
  before,
  onWords,
  isChecked,
  problem,
}: {
  words: Words;
  /** What it is called now; undefined for a new product. */
  before?: Words;
  onWords: (words: Words) => void;
  /** Whether somebody tried to send them: a name is not called wrong while it is typed first. */
  isChecked: boolean;
  problem: ApiProblem | undefined;
}) {
  const { products: texts } = useTexts();
  const said = (field: keyof Words): string | undefined => {
    const message = problem?.issues.find(({ path }) => path === field)?.message;
    return message !== undefined && problem?.status === TAKEN ? texts.nameTaken : message;
  };
  const isNameWrong = isChecked && !isNameRight(words.productName, before);
  const isDescriptionWrong = isChecked && !isDescription(words.description);
  return (
    <>
      <TextField
        label={texts.name}
        hint={texts.nameRule}
        problem={isNameWrong ? texts.nameRule : said('productName')}
        value={words.productName}
        onValue={(productName) => onWords({ ...words, productName })}
        autoFocus
      />
      <TextArea
        label={texts.description}
        hint={texts.descriptionRule}
        problem={isDescriptionWrong ? texts.descriptionRule : said('description')}
        rows={2}
        value={words.description}
        onValue={(description) => onWords({ ...words, description })}
      />
    </>
  );
}

function isNameRight(productName: string, before: Words | undefined): boolean {
  return productName === before?.productName || isProductName(productName);
}
