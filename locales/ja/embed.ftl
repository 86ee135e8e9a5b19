# The app in a portal's frame: its name for those who do not see it, and what a press that was not taken leads to.
embed-title = データの使い方を選ぶ
embed-title-lists = データの使われ方
embed-press-again = もう一度押すと送ります。まちがいを防ぐため、確かめています。
