### 患者さん一人ひとりに渡す、紙のご案内 (A4 1枚)。1文は40字まで。

sheet-title = 医療情報の利用について、あなたの選択をお聞かせください
sheet-for = { $name } 様
sheet-explanation-what = あなたの診療の情報は、医学の研究や薬の開発に役立つことがあります。
sheet-explanation-choice = どの使い方なら使ってよいか、一つずつ選んでいただけます。
sheet-explanation-no = どのように選んでも、これからの診療は何も変わりません。
sheet-explanation-change = お答えは、いつでも変えたり、やめたりできます。
sheet-steps = ご利用のしかた
sheet-step-scan = スマートフォンのカメラで、右のQRコードを写します。
sheet-step-birth-date = 生年月日を入力します。
sheet-step-answer = 説明を読んで、お答えを選びます。時間の目安は10分ほどです。
sheet-qr = このご案内のQRコード
sheet-link = QRコードが使えないときは、次のアドレスを入力してください。
sheet-code = 共用の端末では、次のコードを入力してください。大文字と小文字は別の文字です。
sheet-words = 用紙の番号（病院で使います）　{ $code }
sheet-words-qr = 用紙の番号のコード
sheet-personal = このご案内は、あなた専用です。ほかの方に渡さないでください。
sheet-valid = { $date }まで使えます。
sheet-desk = わからないこと、紙や電話でのお答えは、こちらへどうぞ
