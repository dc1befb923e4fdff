"""Terms of the platform's documentation, and translations that differ from them for a reason.

Each row: patterns for the English text, and for the French and Japanese texts, which must then match.
Values in braces, quotations and tags are ignored.
"""

from msgspec import Struct


class Term(Struct, frozen=True, kw_only=True):
    """Regular expressions for a term and its translations; the English one ignores case."""

    english: str
    french: str
    japanese: str


TERMS = (
    Term(english=r"listings?", french=r"[Ff]iche", japanese="リスティング"),
    Term(english=r"integrations?(?! column| tests)", french=r"[Ii]ntégration", japanese="インテグレーション|integrat"),
    Term(english=r"integration ID", french=r"[Ii]dentifiant", japanese="integration ID"),
    Term(english=r"tiles?", french=r"[Cc]arré", japanese="タイル"),
    Term(english=r"Marketplace", french=r"Marketplace", japanese="Marketplace"),
    Term(english=r"partners?", french=r"partenaire", japanese="パートナー"),
    Term(english=r"vendor name", french=r"[Nn]om du fournisseur", japanese="ベンダー名"),
    Term(english=r"vendor URL", french=r"URL du fournisseur", japanese="ベンダー URL"),
    Term(english=r"vendor ID", french=r"(ID|[Ii]dentifiant) de fournisseur|ID du fournisseur", japanese="ベンダー ID"),
    Term(english=r"short description", french=r"[Bb]rève description", japanese="短い説明"),
    Term(english=r"tags?", french=r"[Tt]ag", japanese="タグ"),
    Term(english=r"logos?", french=r"[Ll]ogo", japanese="ロゴ"),
    Term(english=r"wordmark", french=r"wordmark", japanese="ワードマーク"),
    Term(english=r"overview", french=r"[Pp]résentation", japanese="概要"),
    Term(english=r"configuration method", french=r"[Mm]éthode de configuration", japanese="構成方法"),
    Term(english=r"Agent check", french=r"[Cc]heck de l’Agent", japanese="Agent Check"),
    Term(english=r"Agent-based", french=r"basée sur l’Agent", japanese="Agent ベースの"),
    Term(english=r"API-based integrations", french=r"basées sur l’API", japanese="API ベースのインテグレーション"),
    Term(english=r"Agent", french=r"Agent", japanese="Agent"),
    Term(english=r"wheel", french=r"wheel", japanese="wheel"),
    Term(english=r"OAuth client", french=r"[Cc]lient OAuth", japanese="OAuth クライアント"),
    Term(english=r"exception", french=r"[Ee]xception", japanese="例外承認"),
    Term(english=r"setup", french=r"[Ii]nstallation", japanese="セットアップ"),
    Term(english=r"uninstallation instructions", french=r"nstructions de désinst", japanese="アンインストール手順"),
    Term(english=r"numbered list", french=r"liste numérotée", japanese="番号付きリスト"),
    Term(english=r"data types?", french=r"[Tt]ypes? de données", japanese="データ型"),
    Term(english=r"queried data|as queried", french=r"[Dd]onnées interrogées", japanese="クエリ対象のデータ"),
    Term(english=r"submitted data", french=r"[Dd]onnées envoyées", japanese="送信データ"),
    Term(english=r"metrics?", french=r"[Mm]étrique", japanese="メトリクス|metric check"),
    Term(english=r"metric check", french=r"[Cc]heck de métrique", japanese="metric check"),
    Term(english=r"logs?", french=r"[Ll]og", japanese="ログ|log"),
    Term(english=r"traces?", french=r"[Tt]race", japanese="トレース"),
    Term(english=r"events?", french=r"[Éé]vénement", japanese="イベント"),
    Term(english=r"incidents?", french=r"[Ii]ncident", japanese="インシデント"),
    Term(english=r"service checks?", french=r"[Cc]hecks? de service", japanese="サービス チェック"),
    Term(english=r"security events?", french=r"[Éé]vénements de sécurité", japanese="セキュリティ イベント"),
    Term(english=r"log pipelines?", french=r"[Pp]ipelines? de logs", japanese="ログ パイプライン"),
    Term(english=r"content", french=r"[Cc]onten", japanese="コンテンツ"),
    Term(english=r"dashboards?", french=r"[Dd]ashboard", japanese="ダッシュボード"),
    Term(english=r"monitors?(?= )", french=r"[Mm]onitor", japanese="モニター"),
    Term(english=r"monitor templates?", french=r"[Mm]odèles? de monitor", japanese="モニター テンプレート"),
    Term(english=r"SIEM detection rules?", french=r"[Rr]ègles de détection SIEM", japanese="SIEM 検知ルール"),
    Term(english=r"detection rules?", french=r"[Rr]ègles? de détection", japanese="検知ルール"),
    Term(english=r"saved views?", french=r"[Vv]ues? enregistrée", japanese="保存ビュー"),
    Term(english=r"support", french=r"[Aa]ssistance", japanese="サポート"),
    Term(english=r"contact details", french=r"coordonnées", japanese="連絡先"),
    Term(english=r"release notes?", french=r"[Nn]otes? de version", japanese="リリース ノート"),
    Term(english=r"preview", french=r"prévisualis", japanese="プレビュー"),
    Term(english="submit", french=r"soumett", japanese="提出"),
    Term(english=r"reviewers?", french=r"examinateur", japanese="レビュー担当者"),
    Term(english=r"approved", french=r"appro", japanese="承認"),
    Term(english=r"sandbox", french=r"sandbox", japanese="サンドボックス"),
    Term(english=r"end user licence agreement", french=r"utilisateur final \(CLUF\)", japanese="ライセンス契約"),
    Term(english=r"pricing", french=r"[Tt]arification", japanese="価格設定"),
    Term(english=r"plan", french=r"[Oo]ffre tarifaire", japanese="プラン"),
    Term(english=r"client ID", french=r"ID client", japanese="クライアント ID"),
    Term(english=r"API keys?", french=r"clés? d’API", japanese="APIキー"),
    Term(english=r"blockers?", french=r"bloquant", japanese="ブロッカー"),
    Term(english=r"warnings?", french=r"[Aa]vertissement", japanese="警告"),
    Term(english=r"advice", french=r"conseil", japanese="助言"),
    Term(english=r"findings?", french=r"[Cc]onstat", japanese="検出事項"),
    Term(english=r"catalogue", french=r"catalogue", japanese="カタログ"),
)  # fmt: skip

_NAME = "a name in the listing's own English, or of a file or key"
_HELD = "what a file holds, not the content of a listing"
# (term, text) -> reason why the translation has another word.
EXCEPTIONS = {
    (
        "integration",
        "Customers install the package with the Agent's command. Use datadog-agent integration install -t {value}.",
    ): _NAME,
    ("agent", "--check only works with --type agent."): _NAME,
    ("agent", "Type (agent, api or tile)"): _NAME,
    ("tile", "Type (agent, api or tile)"): _NAME,
    ("listing", "--listing needs exactly one PATH."): _NAME,
    ("agent", "for --type agent: how the check reads the product, openmetrics or python (default: openmetrics)"): _NAME,
    ("metrics", "data types that you send, for example metrics,logs, or none (default: depends on the type)"): _NAME,
    ("metrics", "This data flow has no id. Add one, such as acme-queue-metrics."): _NAME,
    ("metrics", "Query {number} uses {value}, but names no attribute in metrics. Add one."): _NAME,
    ("overview", "Add an Overview group that shows the most important numbers."): _NAME,
    ("overview", "Move the About or Overview group to the top."): _NAME,
    ("agent", "--agent-packages has no effect because the checks that use the file are not selected."): _NAME,
    ("overview", "Show the service check in the Overview group."): _NAME,
    ("overview", "Show a monitor summary in the Overview group."): _NAME,
    ("support", "A paid listing needs a Support section with contact details. Add one."): _NAME,
    ("warning", "Describe when the service check is OK, warning or critical."): _NAME,
    ("warning", "{value} is not a service check status. Use ok, warning, critical or unknown."): _NAME,
    ("trace", "{value} is not a type of saved view. Use logs, trace or process."): _NAME,
    ("tag", "{value} is not a valid source for a facet. Use log or tag."): _NAME,
    ("tag", "{value} is not a valid type. Use attribute or tag."): _NAME,
    ("logs", "Add the Logs group"): _NAME,
    ("content", "Start the content of {value} on the next line."): _HELD,
    ("wheel", "The tag in WHEEL is {tags}, but the file name has {named}. Build the wheel again."): _NAME,
    ("wheel", "WHEEL has version “{value}”, but the Agent supports only version 1. Build the wheel again."): _NAME,
    ("wheel", "WHEEL must contain Root-Is-Purelib: true."): _NAME,
    (
        "partner",
        (
            "The video is called {value}. Its name must be your company name and product name, "
            "for example partner-app.mp4."
        ),
    ): _NAME,
    ("monitors", "The key in /assets/monitors is the title, or has not changed since publication"): _NAME,
    ("content", "Two dashboards have the same content. Remove one of them."): _HELD,
    (
        "content",
        (
            "The content of {key} has nothing in common with the published version. Restore the published content, "
            "and add the new content under another name."
        ),
    ): _HELD,
    ("content", "there is content after the root element"): _HELD,
    ("tag", "an opening tag and a closing tag do not match"): "a tag of XML",
    ("content", "{value} was already uploaded with different content. Use a higher version."): _HELD,
}
