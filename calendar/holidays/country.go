package holidays

import (
	"iter"
	"strings"

	"github.com/upheld/upheld/internal/fault"
)

// named lists countries by the names and codes that people write in place of the code
// of ISO 3166-1. Messages use it; Official reads codes only.
const named = `
Argentina=AR
Australia=AU AUS=AU
Austria=AT AUT=AT
Bangladesh=BD
Belarus=BY
Belgium=BE BEL=BE
Brazil=BR BRA=BR
Bulgaria=BG
Canada=CA CAN=CA
Chile=CL
China=CN CHN=CN PRC=CN
Colombia=CO
Costa Rica=CR
Croatia=HR
Cyprus=CY
Czechia=CZ Czech Republic=CZ CZE=CZ
Denmark=DK DNK=DK
Ecuador=EC
Egypt=EG
Estonia=EE
Finland=FI FIN=FI
France=FR FRA=FR
Germany=DE Deutschland=DE DEU=DE GER=DE
Greece=GR
Hong Kong=HK HKG=HK
Hungary=HU
Iceland=IS
India=IN IND=IN
Indonesia=ID
Iran=IR
Iraq=IQ
Ireland=IE IRL=IE
Israel=IL
Italy=IT ITA=IT
Japan=JP JPN=JP
Kenya=KE
Kuwait=KW
Latvia=LV
Liechtenstein=LI
Lithuania=LT
Luxembourg=LU
Malaysia=MY
Malta=MT
Mexico=MX MEX=MX
Morocco=MA
Netherlands=NL Holland=NL NLD=NL
New Zealand=NZ NZL=NZ
Nigeria=NG
Norway=NO NOR=NO
Pakistan=PK
Peru=PE
Philippines=PH
Poland=PL POL=PL
Portugal=PT
Qatar=QA
Romania=RO
Russia=RU
Saudi Arabia=SA
Serbia=RS
Singapore=SG SGP=SG
Slovakia=SK
Slovenia=SI
South Africa=ZA
South Korea=KR Korea=KR KOR=KR
Spain=ES ESP=ES
Sweden=SE SWE=SE
Switzerland=CH CHE=CH
Taiwan=TW
Thailand=TH
Türkiye=TR Turkey=TR
Ukraine=UA
United Arab Emirates=AE UAE=AE
United Kingdom=GB UK=GB Great Britain=GB GBR=GB
United States=US United States of America=US USA=US
Uruguay=UY
Venezuela=VE
Vietnam=VN
`

// countryNames gives each name of the table with its code.
func countryNames() iter.Seq2[string, string] {
	return func(yield func(name, code string) bool) {
		for line := range strings.Lines(strings.TrimSpace(named)) {
			for rest := strings.TrimSpace(line); rest != ""; {
				name, after, _ := strings.Cut(rest, "=")
				if !yield(name, after[:2]) {
					return
				}
				rest = strings.TrimSpace(after[2:])
			}
		}
	}
}

// unknownCountry is the problem of a country without a list. It names the code that is
// meant, if the text is the code in small letters or a name of the table.
func unknownCountry(country string, codes []string) error {
	for _, code := range codes {
		if strings.EqualFold(country, code) {
			return fault.Because(fault.ErrUnknown, "write the code in capitals: %s", code)
		}
	}
	for name, code := range countryNames() {
		if strings.EqualFold(country, name) {
			return fault.Because(fault.ErrUnknown, "a country is written as its code of two letters: %s", code)
		}
	}
	return fault.Because(fault.ErrUnknown, "a country is written as its code of two letters of ISO 3166-1, such as DE")
}
