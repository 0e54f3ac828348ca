package texts

// englishSMS is what indonesianSMS is, in English.
var englishSMS = map[Key]string{
	"welcome":  `Citizens' report service of East Kalimantan. Just write what is wrong and where. We will find the right office.`,
	"welcomed": `You are welcome. If there is anything else, just write to us.`,
	"called":   `All right. Our staff read your messages during working hours. Just write what you need, or what happened and where.`,
	"comfort":  `We are sorry that it feels useless. Write here what is wrong and where: we number it, pass it on, and keep you informed.`,
	"comfort_of": `We are sorry that it feels useless. We stay with your reports: {daftar}. Anything still wrong? Just write.
We are sorry that it feels useless. We stay with your reports: {angka}. For news reply STATUS and the number.`,
	"help":          `To report: write what is wrong and where. To ask: STATUS and the number. Emergency: call 110 (we cannot send help).`,
	"cancelled":     `All right, cancelled. Write again whenever you are ready.`,
	"nothing_to_do": `There is nothing to answer right now. To report, write what is wrong and where.`,
	"filed": `Report {nomor} received: {topik}, {tempat}, to {instansi}. First response by {tanggal}. Wrong office? Reply WRONG.
Report {nomor} received: {topik}, to {instansi}. First response by {tanggal}. Wrong office? Reply WRONG.
Report {nomor} received, to {instansi}. First response by {tanggal}. Wrong office? Reply WRONG.`,
	"filed_sealed": `Report {nomor} received and SECRET. Our staff will check it first, then {instansi}. News by {tanggal}. Wrong office? Reply WRONG.`,
	"filed_quiet":  `Number {nomor}, PIN {pin}: received, secret. Note them, then delete this. Is it safe to write to this number? Reply SAFE or DON'T.`,
	"filed_triage": `Report {nomor} received: {topik}, {tempat}. Our staff will find the office; news by {tanggal}. Wrong? Reply WRONG.
Report {nomor} received. Our staff will find the right office; news by {tanggal}. Wrong? Reply WRONG.`,
	"no_report": `Thank you for writing to us. A problem with a public service? Just tell us. If this is a report, reply REPORT.`,
	"forwarded": `Thank you. If it happened to you, write what happened and where. If this is a report, reply REPORT.`,
	"danger": `If a life is in danger, call {darurat} at once, free. {kekerasan}. We cannot send help, but we will deal with your report.
If a life is in danger, call {darurat} at once, free. We cannot send help, but we will deal with your report.`,
	"status_of": `Report {nomor} ({topik}): {status}, {instansi}. {batas}
Report {nomor}: {status}, {instansi}. {batas}
Report {nomor}: {status}.`,
	"status_public": `Report {nomor}: {status}. We tell the rest only to the person who reported it.`,
	"status_with_pin": `Report {nomor}: {status}. For the rest, reply with its number and your PIN.
For safety, reply with the report's number and your PIN in one SMS.`,
	"status_full": `Report {nomor}: {status}, {instansi}. News: {kata}
{nomor}: {kata}
Report {nomor}: {status}, {instansi}. {batas}
Report {nomor}: {status}.`,
	"status_list":     `Your reports: {angka}. Reply STATUS and the number to see one.`,
	"status_none":     `No report from this number yet. If you have a report's number, write it here. Something to report? Just tell us.`,
	"no_such_number":  `We have not found that number. Please check it again: eight digits, as in the SMS that confirmed your report.`,
	"wrong_pin":       `That PIN does not match. Please check it again. After a few tries, wait ten minutes.`,
	"pin_of":          `PIN of report {nomor}: {pin}. Keep it safe and give it to nobody. To ask, reply with the number and the PIN.`,
	"pin_too_late":    `For safety the PIN of a secret report is given only on the day it was made. We will still send news.`,
	"sealed_now":      `All right, report {nomor} is kept secret: your name, number and words do not reach the office.`,
	"unsealed_now":    `All right, the protection of report {nomor} is one step lower now. Changed your mind? Reply SECRET.`,
	"safe_noted":      `All right. Our news will be short. To read it, reply with the number and the PIN. If things change, reply DON'T.`,
	"added":           `We have added it to report {nomor}. Thank you.`,
	"which_reopen":    `Report {nomor} is closed. Reply 1 to open it again, 2 for a new report.`,
	"which_matter":    `Part of report {nomor}? Reply 1. A new report? Reply 2.`,
	"solved":          `Good to hear, thank you. We have closed report {nomor}. How was the service? Reply 1 to 5 (5 is best).`,
	"not_solved":      `Report {nomor} is open again and we will tell the office. Could you write what is still wrong?`,
	"not_solved_yet":  `Report {nomor} is open again. To keep you safe our staff read it first. Could you write what is still wrong?`,
	"already_settled": `Report {nomor} now: {status}.`,
	"rated":           `Thank you for the rating. We hope to get better all the time.`,
	"disputed":        `Sorry if we were wrong. Our staff will find the right office for report {nomor}. You need not report it again.`,
	"objected":        `All right, report {nomor} is open again and another of our staff will read it.`,
	"withdrawn":       `All right, report {nomor} is withdrawn. Changed your mind? Reply OBJECT.`,
	"which_one":       `Which report? Reply with the same word and its number: {angka}.`,
	"unreadable":      `Sorry, we cannot read this message. Could you put it in words?`,
	"erase_ask":       `We erase your name, number and conversation. Reports stay without your name, and news stops. Reply 1 to erase, 2 to keep it.`,
	"erased":          `All right. After this SMS we erase your data. Thank you.`,
	"kept":            `All right, nothing is erased.`,

	Privacy:        `Your data is used only to deal with your report.`,
	Attention:      `We have received your message, and one of our staff will read it.`,
	CopyOf:         `We keep: this number and the reports {angka}. Ask for them one by one: STATUS and the number.`,
	NowAssigned:    `News about report {nomor}: it is with {instansi} now. First response by {tanggal}.`,
	NowTaken:       `News about report {nomor}: {instansi} has begun work on it.`,
	NowReturned:    `News about report {nomor}: not {instansi}'s matter after all. We will find the right office. No need to report again.`,
	NowAnswered:    `{instansi} answers report {nomor}: {kata} Solved? Reply SOLVED or NOT YET.`,
	NowClosed:      `We have closed report {nomor}, as we heard nothing more. Not solved? Reply NOT YET.`,
	NowArchived:    `We have archived report {nomor}: {alasan}. Do you disagree? Reply OBJECT.`,
	NowReopened:    `Report {nomor} is open again. {instansi} will continue with it.`,
	NowAsked:       `{instansi} asks about report {nomor}: {kata} Reply to this SMS.`,
	NowAskedSealed: `A question about report {nomor}: {kata} You need not answer.`,
	NowQuiet:       `There is news for number {nomor}. To read it, reply with that number and your PIN.`,
	NowRelayed:     `Your report was filed through the village office. Number {nomor}, PIN {pin}. We send news here. Not yours? Reply WITHDRAW.`,
}
