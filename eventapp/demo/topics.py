"""The two series, the seven legal grounds of discrimination and the other subjects of the source texts."""

from __future__ import annotations

from eventapp.demo.content import SeriesContent, TopicContent

SERIES = (
    SeriesContent(
        slug="icke-diskriminering",
        title="Icke-diskriminering",
        title_en="Non-discrimination",
        summary="Webbinarier och seminarier om lika rättigheter i arbetslivet och i insatserna.",
        summary_en="Webinars and seminars on equal rights in working life and in our activities.",
    ),
    SeriesContent(
        slug="demokratin-100-ar",
        title="Demokratin 100 år",
        title_en="Democracy 100 years",
        summary="Åren 1919 till 1921 fick Sverige allmän och lika rösträtt. Här talar vi om vad demokratin kräver nu.",
        summary_en="In 1919 to 1921 Sweden got universal suffrage. Here we talk about what democracy asks of us now.",
    ),
)

#: Diskrimineringslagen (2008:567) 1 kap. 1 §, in the order of the law.
GROUNDS = (
    TopicContent(slug="kon", name="Kön", name_en="Sex", is_ground=True),
    TopicContent(
        slug="konsoverskridande-identitet",
        name="Könsöverskridande identitet eller uttryck",
        name_en="Transgender identity or expression",
        is_ground=True,
    ),
    TopicContent(slug="etnisk-tillhorighet", name="Etnisk tillhörighet", name_en="Ethnicity", is_ground=True),
    TopicContent(
        slug="religion",
        name="Religion eller annan trosuppfattning",
        name_en="Religion or other belief",
        is_ground=True,
    ),
    TopicContent(
        slug="funktionsnedsattning", name="Funktionsnedsättning", name_en="Disability", is_ground=True
    ),
    TopicContent(
        slug="sexuell-laggning", name="Sexuell läggning", name_en="Sexual orientation", is_ground=True
    ),
    TopicContent(slug="alder", name="Ålder", name_en="Age", is_ground=True),
)

TAGS = (
    TopicContent(slug="delaktighet", name="Delaktighet", name_en="Involvement"),
    TopicContent(slug="deltagande", name="Deltagande", name_en="Participation"),
    TopicContent(slug="manskliga-rattigheter", name="Mänskliga rättigheter", name_en="Human rights"),
    TopicContent(slug="icke-diskriminering", name="Icke-diskriminering", name_en="Non-discrimination"),
    TopicContent(slug="jamstalldhet", name="Jämställdhet", name_en="Gender equality"),
    TopicContent(slug="tillganglighet", name="Tillgänglighet", name_en="Accessibility"),
    TopicContent(
        slug="rasism-i-arbetslivet",
        name="Rasism och diskriminering i arbetslivet",
        name_en="Racism and discrimination in working life",
    ),
)

TOPICS = GROUNDS + TAGS
