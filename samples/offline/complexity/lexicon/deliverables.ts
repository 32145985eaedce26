import type { Concept } from './concept.ts';

/** What is to be made: an email, a function, a business plan. It says more than the verb before it. */
export const DELIVERABLES: readonly Concept[] = [
  {
    // A few words.
    name: 'few words',
    phrases: `sentence, a word, words that, one liner, password, number, emoji, synonym*, example, phrase, palabra, frase, satz, wort, mot, cau, tu, 句子, 文, 문장, предложение, slogan word`,
  },
  {
    // Short, but somebody has to have an idea.
    name: 'short idea',
    phrases: `title, subject line, slogan, tagline, caption, tweet, haiku, headline, username, nickname, name for, names for, logo, hashtag*, titre, titel, titulo, lema, khau hieu, tieu de, ten cho, titolo`,
  },
  {
    // A page, a small piece of code, an everyday plan.
    name: 'page',
    phrases: `email, emails, e mail, mail, message, text message, letter, note, memo, post, blog, blogpost, article, essay, story, poem, song, lyrics, limerick, speech, toast, paragraph, description, bio, summary, review, reply, cover letter, resume, cv, invitation, announcement, press release, job posting, job ad, newsletter, script, ad, ads, faq,
      list, table, checklist, agenda, to do, todo, quiz, flashcards, outline, recipe, menu, meal plan, workout, workout plan, training plan, study plan, lesson plan, itinerary, trip, travel, vacation, holiday, weekend, party, birthday, wedding, day in, days in, dinner, poster, flyer, card, greeting,
      function, fonction, funktion, funcion, regex, regular expression, query, sql, class, component, html, css, web page, webpage, landing page, button, form, loop, one page, unit test, unit tests, dockerfile, makefile, bash, shell, powershell, python, javascript, formula, macro, excel, spreadsheet, cron*, hook, decorator, game, calculator, bot, website, template,
      courriel, lettre, annonce, anzeige, anuncio, annuncio,  poeme, histoire, paragraphe, discours, recette, voyage, anniversaire, liste, brief, gedicht, geschichte, aufsatz, nachricht, rede, rezept, reise, geburtstag, einladung, bewerbung, anschreiben, carta, correo, poema, cuento, ensayo, mensaje, receta, viaje, cumpleanos, parrafo, thu, don xin, bai tho, bai van, doan van, truyen, tin nhan, ham, cong thuc, du lich, chuyen di, sinh nhat, thuc don, kich ban, bai viet, email gui,
      lettera, poesia, storia, ricetta, viaggio, funzione, e mails, conto, historia, viagem, receita, funcao, письмо, стих*, рассказ, эссе, функци*, скрипт, поездк*, рецепт, 邮件, 信, 诗, 故事, 文章, 函数, 脚本, 旅行, 食谱, 作文, メール, 手紙, 詩, 関数, 物語, レシピ, 이메일, 편지, 시를, 함수, 여행, 글을, بريد, رسالة, قصيدة, قصة, دالة, رحلة, ईमेल, पत्र, कविता, कहानी, निबंध, यात्रा`,
  },
  {
    // Work with several parts that have to fit together.
    name: 'several parts',
    phrases: `app, application, program, api, rest api, backend, server, library, package, parser, crawler, scraper, dashboard, model, module, system, plan, policy, proposal, report, budget, process, pipeline, schema, database, curriculum, course, training program, presentation, pitch deck, tool, plugin, extension, service, workflow, cicd, ci cd, anwendung, programm, systeme, aplicacion, sistema, programa, he thong, ung dung, phan mem, sistemi, систем*, приложение, программ*, 系统, 应用, 程序, システム, アプリ, 시스템, نظام, تطبيق, सिस्टम`,
  },
  {
    // Work for an experienced specialist.
    name: "specialist's work",
    phrases: `architecture, raft, paxos, crdt, leader election, architectur*, design doc*, business plan, business model, strategy, roadmap, white paper, whitepaper, thesis, dissertation, literature review, research proposal, research plan, compiler, interpreter, operating system, kernel, database engine, storage engine, distributed, consensus, scheduler, trading system, garbage collector, lock free, concurrent, allocator, type checker, migration plan, disaster recovery, incident response, migration, rollout, data center, datacenter, data centre, merger, threat model, risk assessment, risk analysis, due diligence, financial model, valuation, go to market, data platform, data pipeline, data warehouse, event driven, microservic*,
      multi tenant, recommendation engine, recommendation system, recommender, fraud detection, algorithm for, proof, legal brief, legal memo, contract, terms of service, privacy policy, treaty, constitution, protocol, experiment, clinical trial, study design, framework, compliance, investment, restructuring, plan d affaires, businessplan, geschaftsplan, migrationsplan, plan de negocio*, plan de migracion, plan de migration, arquitectura, architettura, ke hoach kinh doanh, kien truc, бизнес план, 商业计划, 分布式, 事業計画, 分散, 사업 계획, 분산`,
  },
];
