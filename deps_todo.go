//go:build deps

package kanal

import (
	_ "github.com/alecthomas/kong"
	_ "github.com/alexedwards/argon2id"
	_ "github.com/alexedwards/scs/v2"
	_ "github.com/chromedp/chromedp"
	_ "github.com/compose-spec/compose-go/v2/cli"
	_ "github.com/go-analyze/charts"
	_ "github.com/go-telegram/bot"
	_ "github.com/go-telegram/bot/models"
	_ "github.com/jmoiron/sqlx"
	_ "github.com/johnfercher/maroto/v2"
	_ "github.com/joho/godotenv"
	_ "github.com/lib/pq"
	_ "github.com/nlpodyssey/spago/ag"
	_ "github.com/nlpodyssey/spago/mat"
	_ "github.com/nlpodyssey/spago/nn"
	_ "github.com/nyaruka/phonenumbers"
	_ "github.com/pressly/goose/v3"
	_ "github.com/prometheus/client_golang/prometheus/promhttp"
	_ "github.com/prometheus/client_golang/prometheus/testutil"
	_ "github.com/schollz/progressbar/v3"
	_ "github.com/xuri/excelize/v2"
	_ "go.uber.org/goleak"
	_ "golang.org/x/sync/errgroup"
	_ "golang.org/x/text/encoding/unicode"
	_ "golang.org/x/text/unicode/norm"
	_ "golang.org/x/time/rate"
	_ "modernc.org/sqlite"
	_ "pgregory.net/rapid"
)
