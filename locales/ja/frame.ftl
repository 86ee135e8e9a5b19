# What stands around every screen.
frame-menu = メニュー
frame-choices = わたしの選択
frame-lists = 使われ方
frame-words = ことば
frame-settings = 設定
frame-desk = 分からないときは、こちらへ。電話でも答えられます。
frame-not-kept = この画面を閉じると、送る前の答えは消えます。最後まで進んで、送ってください。
step-next = つぎへ
step-back = もどる
not-found-title = このページはありません
not-found-lead = はじめのページから、もう一度お進みください。
not-found-home = はじめのページへ
language-ja = 日本語
language-en = English
disclosures-failed = 今は、この一覧を出せません。窓口におたずねください。
