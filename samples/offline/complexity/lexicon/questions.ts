import type { Ask } from './concept.ts';

/** Not a question. */
export const SMALL_TALK: Ask = {
  name: 'greet',
  reason: 'only says hello or thanks',
  phrases: `^hi, ^hello, ^hey, ^yo, ^sup, ^hiya, ^howdy, good morning, good evening, good night, good afternoon, how are you, how r u, how are u, whats up, what s up, wassup, thanks, thank you, thx, ty, bye, goodbye, see you, ok, okay, cool, lol, nice, test, testing, who are you, what are you, are you a robot, are you there, bonjour, salut, merci, bonsoir, coucou, ca va, hallo, guten tag, guten morgen, danke, tschuss, wie geht s, wie geht es dir, hola, gracias, buenos dias, que tal, como estas, xin chao, chao, chao ban, cam on, ban khoe khong, ciao, grazie, come stai, ola, obrigad*, tudo bem, hoi, bedankt, czesc, merhaba, привет, здравствуй*, спасибо, как дела, 你好, 您好, 谢谢, 早上好, こんにちは, ありがとう, おはよう, 안녕, 감사, مرحبا, السلام, شكرا, नमस्ते, धन्यवाद, สวัสดี`,
};

/** Questions that often have a short answer. */
export const QUESTIONS: readonly Ask[] = [
  {
    name: 'fact',
    reason: 'asks for one fact',
    phrases: `who, whos, whose, when, where, wheres, which, time difference, time difference between, what year, what time, what day, what date, what color, what colour, what country, what city, what temperature, how many, how much, how old, how tall, how far, how long, how big, how high, how deep, how fast, how often, how late, how hot,
      how cold, how heavy, capital of, population of, currency of, price of, weather in, phone number, name of, author of, formula for, symbol for, chemical symbol,
      qui a, qui est, ^qui, quand, ^ou est, ou se, ou est, combien, quel, quelle, quels, quelles, capitale, wer, wann, wo, woher, wie viel*, wieviel*, wie hoch, wie alt, wie gross, wie weit, wie lange, wie heisst, wie spat, welche*, hauptstadt,
      quien, cuando, donde, cuanto*, cuanta*, cual, cuales, a que hora, capital de, que hora, en que ano, que dia, ai la, ai da, khi nao, o dau, bao nhieu, may gio, ngay nao, nam nao, thu do, bao xa, bao lau, nuoc nao,
      chi ha, chi e, dove, quando, quanto, quanti, quale, qual e, onde, quem, quantos, quantas, wanneer, waar, hoeveel, kto, gdzie, kiedy, ile, kim, nerede, ne zaman, kac, nereye,
      кто, когда, где, сколько, какой, какая, столица, 谁, 哪里, 哪个, 哪年, 什么时候, 多少, 几点, 几个, 首都, いつ, どこ, 誰, だれ, 何時, いくつ, 何人, 누구, 어디, 언제, 몇, 수도, متى, أين, كم, عاصمة, कौन, कब, कहाँ, कहां, कितने, कितना, राजधानी, เท่าไหร่, ที่ไหน`,
  },
  {
    name: 'define',
    reason: 'asks for a short definition or fact',
    phrases: `what is, what s, whats, wat is, wats, wut is, what are, what was, what were, what does, what do, what did, what kind, ^what, define, definition of, meaning of, mean, means, name a, name one, name the, name two, name three, name 2, name 3, tell me the, give me the, list the, ^list, ^name,
      qu est ce qu*, c est quoi, c koi, que signifie, que veut dire, donne moi le, donne moi la, definition de, nomme, was ist, was sind, was heisst, was bedeutet, nenne, nenn mir, que es, que son, que significa, dime, nombra, la gi, nghia la, ke ten, cho biet,
      cos e, cosa e, che cos, cosa significa, o que e, o que significa, wat is, wat betekent, co to jest, co to, nedir, ne demek, что такое, что значит, как называется, назови, 是什么, 什么是, 什么意思, とは何, って何, とは, 何ですか, 뭐야, 무엇, ما هو, ما هي, ما معنى, क्या है, क्या होता, कहते हैं, คืออะไร`,
  },
  {
    name: 'yes or no',
    reason: 'asks a yes-or-no question',
    phrases: `^is, ^are, ^was, ^were, ^does, ^do, ^did, ^has, ^have, ^can i, ^can a, ^can dogs, ^can cats, ^can the, ^can we, ^will, ^am i, est ce que, est ce qu, y a t il, ^ist, ^sind, ^hat, ^gibt es, ^kann man, ^darf man, ^es, ^hay, ^puedo, ^tiene,
      phai khong, co phai, dung khong, duoc khong, ^e vero, ^posso, 吗, 嗎, ますか, ですか, 입니까, 나요, هل, क्या`,
  },
];
