import { Fragment } from 'preact';
import { useTexts } from '../../i18n/texts.ts';
import { type Topic, topicsOf } from './topics.ts';

/** The topics of a product's devices: what each is for, and whether it is there over HTTPS. */
export function TopicsTab({ productKey }: { productKey: string }) {
  const { topics: texts } = useTexts().product;
  return (
    <section class="section">
      <p>{texts.intro}</p>
      <div class="table">
        <table class="topics">
          <thead>
            <tr>
              <th scope="col">{texts.topic}</th>
              <th scope="col" class="minor">
                {texts.operation}
              </th>
              <th scope="col">{texts.https}</th>
              <th scope="col" class="minor">
                {texts.purpose}
              </th>
            </tr>
          </thead>
          {topicsOf(productKey).map(({ id, topics }) => (
            <tbody key={id}>
              <tr class="group">
                <th colSpan={4} scope="rowgroup">
                  {texts.groups[id]}
                </th>
              </tr>
              {topics.map((topic) => (
                <TopicRow key={topic.id} topic={topic} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}

function TopicRow({ topic: { id, topic, isPublished } }: { topic: Topic }) {
  const { topics: texts } = useTexts().product;
  return (
    <tr class={isPublished ? undefined : 'dim'}>
      <td>
        <code>{breakable(topic)}</code>
        <small class="narrow">{texts.purposes[id]}</small>
      </td>
      <td class="brief minor">{isPublished ? texts.publish : texts.subscribe}</td>
      <td class="brief">{isPublished ? texts.yes : texts.no}</td>
      <td class="minor">{texts.purposes[id]}</td>
    </tr>
  );
}

/** A topic that is broken at its slashes where there is no room for it on a line. */
function breakable(topic: string) {
  return topic.split(/(?=\/)/).map((part) => (
    <Fragment key={part}>
      <wbr />
      {part}
    </Fragment>
  ));
}
