# On a shared tablet of the hospital.
kiosk-shared = みんなで使う端末です。終わったら押してください。
kiosk-finish = 終了する
kiosk-title = 続けますか
kiosk-idle = しばらく操作がありません。まもなく、画面の内容を消します。
kiosk-left = 消えるまでの秒数
kiosk-unsent = 答えは、まだ病院に届いていません。終了すると消えます。窓口にお声がけください。
kiosk-go-on = 続ける
