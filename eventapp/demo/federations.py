"""The six real federations and their commitments, in our own summary.

Facts about 2021 come from the two source texts. Contact details are invented: the phone numbers belong to the
series that is kept free for fiction.
"""

from __future__ import annotations

from datetime import date

from eventapp.demo.content import FederationContent, PointContent

COMMITMENT_TITLE = "Åtagande inom Deklaration för en stark demokrati"

JOINT_DAY = PointContent(
    text="Vi håller en demokratidag tillsammans med de andra förbunden, för alla medarbetare i insatserna.",
    done="Den första demokratidagen sattes till den 8 november 2021, med alla sex förbund som arrangörer.",
    is_sample=False,
)
SOCIAL_MEDIA = PointContent(
    text="Vi uppmärksammar demokratins 100-årsjubileum i våra sociala kanaler.",
    done="Vi berättade om jubileet i tolv inlägg.",
)

SUNDBYBERG = FederationContent(
    slug="sundbyberg",
    name="Samordningsförbundet Sundbybergs stad",
    short_name="Sundbyberg",
    municipalities="Sundbyberg",
    site_url="https://samsund.se",
    signed_on=date(2021, 6, 21),
    signatory="Catarina Örtengren, förbundschef 2021",
    phone="08-465 004 10",
    commitment_title="Demokratiåtagande 100 år",
    points=(
        PointContent(
            text="Vi sprider kunskap om samverkan, jämställdhet, likabehandling och icke-diskriminering. Det gör vi "
            "löpande i seminarier, webbinarier och workshoppar för medarbetare, chefer, förtroendevalda och "
            "andra som berörs.",
            done="Två öppna webbinarier finns i kalendern.",
        ),
        PointContent(
            text="Vi går före för ett öppet och respektfullt samtal och en arbetskultur med tillit och "
            "medmänsklighet. I våra samverkansforum höjer vi kunskapen om tillgänglighet, jämställdhet och "
            "icke-diskriminering.",
            done="Varje möte i våra samverkansforum börjar med samtalsreglerna.",
        ),
        PointContent(
            text="Vi visar vad som behöver utvecklas, med den enskilda människans behov i centrum. Vår vision är "
            "egenmakt: alla ska kunna vara med och besluta och påverka sitt eget liv.",
            done="Deltagare i tre insatser har berättat vad de vill ändra, och förslagen har gått till styrelsen.",
        ),
        PointContent(
            text="Vi fortsätter verka för att insatserna vi finansierar präglas av jämställdhet, likabehandling och "
            "icke-diskriminering.",
            done="Frågorna är en fast punkt när vi följer upp insatserna.",
        ),
        PointContent(
            text="Vi gör det synligt när någon missgynnas. Vi använder metoder med stöd i forskning, så att alla får "
            "samma förutsättningar och bemötande. Det som fungerar och det som inte fungerar tar vi vidare till alla "
            "parter i förbundet.",
            done="En sammanställning av vad vi har lärt oss lämnas till parterna varje år.",
        ),
        PointContent(
            text="Vi gör det synligt att personer som inte är vita diskrimineras på arbetsmarknaden, och vi "
            "motverkar det.",
            done="Ämnet tas upp på ett av årets webbinarier.",
        ),
        PointContent(
            text="Vi stärker medborgarnas inflytande över insatserna och över våra behovsanalyser. Vi tar del av "
            "förbundens arbete med tjänstedesign och skriver in det vi ska göra i verksamhetsplanen från 2022.",
            done="Verksamhetsplanen har ett eget avsnitt om inflytande.",
        ),
        PointContent(
            text="Vi ställer krav på dem vi upphandlar, till exempel föreläsare, utvärderare och den som erbjuder "
            "platser för arbetsträning. De ska verka för inkludering, jämställdhet och icke-diskriminering.",
            done="Kravet finns i mallen för nya avtal.",
        ),
        PointContent(
            text="Vi fortsätter med aktiva åtgärder för var och en av de sju diskrimineringsgrunderna, i alla våra "
            "insatser.",
            done="Varje webbinarium i kalendern visar vilka av grunderna det handlar om.",
        ),
        JOINT_DAY,
        PointContent(
            text="Vi uppmärksammar demokratin 100 år på webben. I våra inbjudningar står det att vi har undertecknat "
            "demokratiåtagandet och verkar för demokratin i Sverige.",
            done="Texten står på varje evenemang här på webbplatsen och i varje inbjudan som går ut.",
            is_sample=False,
        ),
    ),
)

OSTRA_SODERTORN = FederationContent(
    slug="ostra-sodertorn",
    name="Samordningsförbundet Östra Södertörn",
    short_name="Östra Södertörn",
    municipalities="Haninge, Nynäshamn och Tyresö",
    municipalities_origin="public",
    site_url="https://samordningsforbundetostrasodertorn.se",
    signatory="Anna Lexelius, förbundschef 2021",
    phone="08-465 004 20",
    commitment_title=COMMITMENT_TITLE,
    points=(
        PointContent(
            text="Vi ordnar en medarbetardag om delaktighet.",
            done="Nästa medarbetardag finns i kalendern.",
        ),
        PointContent(
            text="Den som deltar i våra aktiviteter och insatser ska vara med och besluta om sin insats och sitt stöd.",
            done="Deltagare och medarbetare skriver planen för stödet tillsammans.",
        ),
        PointContent(
            text="Vi stärker medborgarnas deltagande och inflytande i förbundets verksamhet.",
            done="Två deltagarråd träffas varje termin.",
        ),
        JOINT_DAY,
        SOCIAL_MEDIA,
    ),
)

HBS = FederationContent(
    slug="hbs",
    name="Samordningsförbundet Huddinge, Botkyrka och Salem",
    short_name="Huddinge, Botkyrka och Salem",
    municipalities="Huddinge, Botkyrka och Salem",
    site_url="https://samordningsforbundethbs.se",
    signatory="Elin Asplund, förbundschef 2021",
    phone="08-465 004 30",
    commitment_title=COMMITMENT_TITLE,
    points=(
        PointContent(
            text="Vi ordnar ett öppet webbinarium om icke-diskriminering och en inkluderande arbetsmarknad.",
            done="Ett nytt webbinarium på samma tema finns i kalendern.",
        ),
        PointContent(
            text="Vårt kansli arbetar internt för att stärka medborgarnas inflytande och delaktighet.",
            done="Kansliet har gått igenom hur synpunkter tas emot och besvaras.",
        ),
        JOINT_DAY,
        PointContent(
            text="Vi uppmärksammar demokratins 100-årsjubileum i vårt nyhetsbrev.",
            done="Tre nummer av nyhetsbrevet har handlat om demokratin.",
        ),
    ),
)

SUVS = FederationContent(
    slug="suvs",
    name="Samordningsförbundet Sollentuna – Upplands Väsby – Sigtuna",
    short_name="Sollentuna – Upplands Väsby – Sigtuna",
    municipalities="Sollentuna, Upplands Väsby och Sigtuna",
    site_url="https://finsamsuvs.se",
    signatory="Kipa Poikolainen, förbundschef 2021",
    phone="08-465 004 40",
    commitment_title=COMMITMENT_TITLE,
    points=(
        PointContent(
            text="Vi håller ett webbinarium med temat Demokratin 100 år.",
            done="Ett webbinarium på temat finns i kalendern.",
        ),
        PointContent(
            text="Vi stärker demokratin i de projekt som pågår. Fokus är mänskliga rättigheter, deltagande och "
            "icke-diskriminering.",
            done="Projekten beskriver sitt arbete med rättigheter i varje delrapport.",
        ),
        JOINT_DAY,
    ),
)

STOCKHOLM = FederationContent(
    slug="stockholm",
    name="Samordningsförbundet Stockholms stad",
    short_name="Stockholm",
    municipalities="Stockholm",
    site_url="https://samordningstockholm.se",
    signatory="Annika Angerfelt, förbundschef 2021",
    phone="08-465 004 50",
    commitment_title=COMMITMENT_TITLE,
    points=(
        PointContent(
            text="Vi stärker arbetet med jämställdhet, tillgänglighet och icke-diskriminering i våra interna och "
            "externa projekt.",
            done="Alla projekt har gjort en genomgång av sin tillgänglighet.",
        ),
        JOINT_DAY,
        SOCIAL_MEDIA,
    ),
)

SODERTALJE = FederationContent(
    slug="sodertalje",
    name="Samordningsförbundet i Södertälje",
    short_name="Södertälje",
    municipalities="Södertälje",
    site_url="https://sfris.se",
    signatory="Micaela Magnusson, förbundschef 2021",
    phone="08-465 004 60",
    help_line="08-465 004 61",
    commitment_title=COMMITMENT_TITLE,
    points=(
        PointContent(
            text="Vi arbetar internt med våld i nära relation som en demokratifråga. Vi vill att fler som utsätts för "
            "våld eller utövar våld upptäcks och får hjälp.",
            done="Arbetet inom förbundet fortsätter varje höst.",
        ),
        JOINT_DAY,
        SOCIAL_MEDIA,
    ),
)

FEDERATIONS = (SUNDBYBERG, OSTRA_SODERTORN, HBS, SUVS, STOCKHOLM, SODERTALJE)
