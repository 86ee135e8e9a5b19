# The first screen, and the page shown while or where the app does not run.
welcome-from = { $hospital }からのご案内
welcome-title = あなたの医療情報の使い方を、あなたが選べます
welcome-lead = 診察で集まった情報を、研究などに使ってよいか、おたずねします。
welcome-care = 断っても、治療も費用も変わりません。
welcome-time = 8分ほどで終わります。
welcome-change = 答えは、いつでも変えられます。
welcome-start = はじめる
welcome-choices = 答えを見る・変える
welcome-stop = 利用をやめる
fallback-slow = 準備に時間がかかっています。このままお待ちいただけます。
fallback-failed = この画面は、今ここでは動きません。
fallback-call = お電話でも、答える・やめる、どちらもできます。
fallback-again = もう一度ためす
fallback-loading = 準備しています
