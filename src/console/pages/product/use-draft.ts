import { useMemo } from 'preact/hooks';
import { apiPath, requestText } from '../../api.ts';
import { membersOf } from '../../json-text.ts';

/** What changes the thing model that is being edited. */
export interface Draft {
  /**
   * Reads the draft, edits its text and writes it back; one edit after the other, so that none undoes another.
   * @param edit gives the new draft, or undefined where nothing is to change
   * @throws ApiProblem
   */
  change<T extends { readonly draft: string }>(
    edit: (draft: string, released: string) => T | undefined,
  ): Promise<T | undefined>;
  /** Puts a TSL in the draft's place. @throws ApiProblem */
  replace(tsl: string): Promise<void>;
}

/** Changes the draft of a product. @param onChanged called after each change */
export function useDraft(productKey: string, onChanged: () => void): Draft {
  return useMemo(
    () => createDraft(apiPath('products', productKey, 'model'), onChanged),
    [productKey, onChanged],
  );
}

function createDraft(path: string, onChanged: () => void): Draft {
  let last: Promise<unknown> = Promise.resolve();
  const put = async (body: string): Promise<void> => {
    await requestText(path, { method: 'PUT', body });
    onChanged();
  };
  return {
    change(edit) {
      const own = last.then(async () => {
        const model = membersOf(await requestText(path));
        const edited = edit(model.get('draft') ?? '{}', model.get('released') ?? 'null');
        if (edited !== undefined) await put(edited.draft);
        return edited;
      });
      last = own.catch(() => undefined); // whoever asked for it hears of it
      return own;
    },
    replace: put,
  };
}
