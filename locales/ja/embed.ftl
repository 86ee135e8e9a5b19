# The app in a portal's frame: its name for those who do not see it, and what a press that was not taken leads to.
embed-title = データの使い方を選ぶ
embed-title-lists = データの使われ方
embed-press-again = もう一度押すと送ります。まちがいを防ぐため、確かめています。
embed-login-title = 病院のサイトでログインします
embed-login-why = 次のサイトへ移ります。終わると、この画面に戻ります。
embed-login-go = ログインへ進む
embed-login-stay = 今はやめる
embed-login-cancelled = ログインをやめました
embed-login-lost = ログインの続きが、見つかりませんでした
embed-login-failed = ログインできませんでした
embed-login-again = もう一度ためすときは、下のボタンを押してください。続くときは、下の窓口にお電話ください。
